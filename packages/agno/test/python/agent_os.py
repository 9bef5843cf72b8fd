# An AgentOS with one agent for each vendor's client and a team. Their models are where the environment says.
import os
import sys

import uvicorn
from agno.agent import Agent
from agno.db.in_memory import InMemoryDb
from agno.models.anthropic import Claude
from agno.models.openai import OpenAIChat
from agno.os import AgentOS
from agno.team import Team


def list_records(limit: int = 200) -> str:
    """Lists records."""
    return os.environ["OTHER_ROWS" if limit == 3 else "ROWS"]


def agent(id, model):
    return Agent(id=id, model=model, tools=[list_records], db=db, add_history_to_context=True, telemetry=False)


db = InMemoryDb()
agents = [
    agent("openai", OpenAIChat(id="gpt-4o", max_retries=0)),
    agent("claude", Claude(id="claude-sonnet-5", client_params={"max_retries": 0})),
]
team = Team(id="crew", members=[], model=OpenAIChat(id="gpt-4o", max_retries=0), tools=[list_records], db=db, telemetry=False)
app = AgentOS(id="os", agents=agents, teams=[team], telemetry=False).get_app()

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
