"""Where articles come from: files, folders, web pages and feeds. Fetching is guarded, reading is pure."""

from bot.domain.errors import SourceError
from bot.sources.address import canonical, is_address
from bot.sources.furniture import Furniture
from bot.sources.furniture import load as load_furniture
from bot.sources.html import read_html
from bot.sources.http import Fetched, Fetcher, Validators
from bot.sources.markdown import read_markdown
from bot.sources.read import read
from bot.sources.teaser import completeness
from bot.sources.text import read_text

__all__ = [
    "Fetched",
    "Fetcher",
    "Furniture",
    "SourceError",
    "Validators",
    "canonical",
    "completeness",
    "is_address",
    "load_furniture",
    "read",
    "read_html",
    "read_markdown",
    "read_text",
]
