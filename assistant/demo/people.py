"""Who works at the demo company and what it sells."""

from dataclasses import dataclass

DOMAIN = "kestrelworks.example"
TIMEZONE = "America/New_York"


@dataclass(frozen=True, slots=True)
class User:
    """A person of the demo company; `boss` is a key of `USERS` or empty."""

    key: str
    name: str
    role: str
    team: str
    boss: str
    title: str

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@{DOMAIN}"


@dataclass(frozen=True, slots=True)
class Product:
    """Something on the price list; `list_price` in whole dollars, a year's fee for software and services."""

    name: str
    family: str
    list_price: int


def _rep(key: str, name: str, team: str, boss: str) -> User:
    return User(key, name, "rep", team, boss, "Account Executive")


_USERS = [
    User("evelyn", "Evelyn Hart", "executive", "", "", "Chief Revenue Officer"),
    User("marcus", "Marcus Bell", "manager", "East", "evelyn", "Sales Manager East"),
    User("priya", "Priya Raman", "manager", "West", "evelyn", "Sales Manager West"),
    _rep("maya", "Maya Ortiz", "East", "marcus"),
    _rep("tom", "Tom Becker", "East", "marcus"),
    _rep("aisha", "Aisha Khan", "East", "marcus"),
    _rep("jonas", "Jonas Lind", "East", "marcus"),
    _rep("daniel", "Daniel Reyes", "West", "priya"),
    _rep("grace", "Grace Okafor", "West", "priya"),
    _rep("ben", "Ben Whitaker", "West", "priya"),
    _rep("lucia", "Lucia Ferrari", "West", "priya"),
    User("sam", "Sam Doyle", "admin", "", "", "Sales Operations"),
    User("nora", "Nora Finch", "viewer", "", "", "Finance Analyst"),
]
USERS = {user.key: user for user in _USERS}

_PRODUCTS = [
    Product("Swift Cart", "Equipment", 1350),
    Product("Swift Cart XL", "Equipment", 1980),
    Product("Talon Tugger", "Equipment", 24500),
    Product("Talon Lift", "Equipment", 38900),
    Product("Harrier Conveyor Kit", "Equipment", 9400),
    Product("Perch Charger", "Equipment", 2200),
    Product("Dock Gate Sensor", "Equipment", 640),
    Product("Roost Fleet Manager", "Software", 14400),
    Product("Roost Insight", "Software", 7200),
    Product("Care Basic", "Service", 3600),
    Product("Care Plus", "Service", 8900),
    Product("Commissioning Package", "Service", 6500),
    Product("Operator Training", "Service", 2400),
]
PRODUCTS = {product.name: product for product in _PRODUCTS}
