"""Orders of a small shop: taking them, pricing them, sending them out."""

import json
import logging
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from shop.stock import Stock, reserve

log = logging.getLogger(__name__)

FREE_SHIPPING_FROM = 5000
RATES = {"standard": 495, "express": 995, "pickup": 0}


class OrderError(Exception):
    """An order that cannot be taken."""


@dataclass
class Line:
    sku: str
    count: int
    cents: int


@dataclass
class Order:
    """An order as the customer sees it.

    Prices are in cents and without tax. An order that was sent is not
    changed any more; a correction is an order of its own.
    """

    number: int
    lines: list[Line] = field(default_factory=list)
    shipping: str = "standard"
    sent: date | None = None

    @property
    def goods(self) -> int:
        return sum(line.count * line.cents for line in self.lines)

    def total(self, voucher: str | None = None) -> int:
        """What the customer pays.

        A voucher takes a tenth off the goods, but never off shipping, and
        shipping is free above a limit that is tested before the voucher.
        """
        goods = self.goods
        shipping = RATES[self.shipping]
        if goods >= FREE_SHIPPING_FROM and self.shipping == "standard":
            shipping = 0
        if voucher is not None:
            known = json.loads(Path("vouchers.json").read_text())
            if voucher not in known:
                raise OrderError(f"voucher {voucher} is not known")
            if date.fromisoformat(known[voucher]["until"]) < date.today():
                raise OrderError(f"voucher {voucher} has expired")
            goods -= goods // 10
        return goods + shipping

    def add(self, sku: str, count: int, stock: Stock) -> Line:
        """Puts a line on the order and reserves what it needs."""
        if self.sent is not None:
            raise OrderError(f"order {self.number} was sent on {self.sent}")
        article = stock.find(sku)
        if article.left < count:
            log.warning("only %d of %s left, %d asked for", article.left, sku, count)
            raise OrderError(f"only {article.left} of {sku} left")
        for line in self.lines:
            if line.sku == sku:
                line.count += count
                reserve(stock, sku, count)
                return line
        line = Line(sku, count, article.cents)
        self.lines.append(line)
        reserve(stock, sku, count)
        return line


def due(order: Order, today: date) -> date:
    """The day on which an order should arrive."""
    days = {"standard": 3, "express": 1, "pickup": 0}[order.shipping]
    day = today
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            days -= 1
    return day


def send(orders: list[Order], today: date, folder: Path) -> list[Path]:
    """Writes a label for each order that is due, and marks it as sent.

    Orders without lines are skipped. A label that is there already is
    left alone, so that a run that broke off can be repeated.
    """
    labels = []
    for order in sorted(orders, key=lambda one: due(one, today)):
        if order.sent is not None or not order.lines:
            log.debug("order %d has nothing to send", order.number)
            continue
        label = folder / f"{order.number}.label"
        if label.exists():
            log.info("order %d has its label", order.number)
            continue
        lines = [f"{line.count} x {line.sku}" for line in order.lines]
        lines.append(f"due {due(order, today).isoformat()}")
        label.write_text("\n".join(lines))
        order.sent = today
        labels.append(label)
    return labels


if __name__ == "__main__":
    print(send([], date.today(), Path(".")))
