// Words that tell nothing about what a text or a question is about.

/** Function words and question words of the languages that are asked in most. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  [
    'a about after all also an and any are as at be because been before being but by can could did do does doing down each for from had has have having he her here hers him his how i if in into is it its just like may me might more most my no nor not now of off on one only or other our out over own per same shall she should so some such than that the their theirs them then there these they this those through to too under until up upon us very via was we were what when where which while who whom whose why will with would you your yours',
    'aber als am an auch auf aus bei bis da dann das dass dem den der des die dies diese diesem diesen dieser dieses doch durch ein eine einem einen einer eines er es für gab hat hatte hatten haben ich ihm ihn ihr ihre im in ist ja kann kein keine man mehr mit nach nicht noch nur ob oder ohne sein seine sich sie sind so über um und uns unter vom von vor wann war waren warum was weil welche welchem welchen welcher welches wenn wer werden wie wieviel viel viele wird wir wo worden wurde wurden zu zum zur',
    'al algo ante cada como con cual cuál cuales cuáles cuando cuándo cuánto cuánta cuántos cuántas de del desde donde dónde el él ella ellos en entre era eran es esa ese eso esta está estaba este esto estos fue fueron ha había han hasta hay la las le les lo los más me mi muy ni no nos o otra otro para pero por porque qué que quién quien quiénes se según ser si sin sobre son su sus también te tiene tu un una uno unos y ya',
    'au aux avec ce ces cette ceux dans des du elle en est et étaient était être eu il ils je la laquelle le lequel les leur leurs lui mais même ne nous on ont ou où par pas plus pour pourquoi quand que quel quelle quelles quels qui quoi sa sans se ses son sont sur un une vous combien comment',
    'che chi ci come cosa cui da dal dalla degli dei del della delle di dove era erano essere fu gli ha hanno i il in la le lo ma nel nella non o per perché più quale quali quando quanti quanto quando se si sono su sul sulla tra un una',
    'ao aos as com como da das de do dos e em entre era foi foram isso mais na nas no nos não o onde os ou para pela pelo por porque qual quais quando quantas quantos que quem se sem seu sua são também um uma',
    'een het van dat met voor zijn niet wat wie waar wanneer hoe welke werd heeft hebben door naar ook maar bij',
    'а без более бы был была были было быть в вам во вот все всего вы где да даже для до его ее её если есть еще ещё же за и из или им их к как какая какие каким каких какого какое какой каком какую когда которая которые который кто куда ли мне мы на над не него нее ней нет ни них но о об однако он она они оно от по под почему при с сколько со так также там те тем то того только том тот ты у уже чем через чего что чтобы эта эти это этого этой этом этот я',
    'bir bu da de ne için ile mi nasıl ve kaç hangi kim nerede çok daha olarak olan',
    'στο στη στην στον στα και το του της των η ο οι τα τι ποιος ποια ποιο πότε πού πώς με από για είναι ήταν να που ένα μια',
    'ما من في على إلى عن هو هي أن إن كان كانت متى أين كيف كم لماذا هل التي الذي هذا هذه',
    'का की के में से को है हैं था थे थी क्या कब कहाँ कौन किस कितने कितनी और यह वह पर ने एक',
  ].flatMap((words) => words.split(' ')),
)

/** Words that one asks with, whatever one asks for: they name the text or the wish, not the matter. */
export const ASKING_WORDS: ReadonlySet<string> = new Set(
  [
    'analyse analyze answer article articles check content contents describe description document documents doc docs explain fetch file files find following get give here information know let list load look main make mean mentioned need note open opened overview page pages paper paragraph passage passages please point points question read reading result results review said saying say says section see show something stands summarise summarize summary tell text thanks think through tool topic topics try understand use using want written',
    'artikel bitte datei dokument erkläre fasse finde gib inhalt lies öffne seite sag sage text übersicht zeig zeige zusammen zusammenfassung',
    'abre archivo artículo busca contenido cuéntame dame describe di dime documento explica favor lee muestra página resume resumen texto trata',
    'article contenu décris dis document donne explique fichier lis merci montre ouvre page plaît résume résumé texte',
    'дай документ найди объясни опиши открой покажи пожалуйста прочитай расскажи скажи статья статью страница страницу текст файл чём',
  ].flatMap((words) => words.split(' ')),
)
