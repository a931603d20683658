"""Which image an address shows, whatever its size, format or cached version.

Content systems and image services give one picture many addresses. What differs only in that is one
image here; where in doubt, two.
"""

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from rules.image.alternatives import ASSET_WORDS, EDITION_WORDS

SERVICES = re.compile(r"/(_next/image|_vercel/image|\.netlify/images|_ipx/[^/]+)/?$")
"""Paths of image services that name the picture in the query."""
DERIVED = re.compile(
    r"/cdn-cgi/image/[^/]+|/styles/[\w-]+/public|(?<=/upload)(/[a-z]{1,3}_[^/]+)+(?=/)"
    r"|(?<=/upload)/v\d{6,}(?=/)"
)
"""Parts of paths that say how a picture is cut to size: Cloudflare, Drupal, Cloudinary."""
SUFFIX = re.compile(r"\.(jpe?g|png|gif|svg|webp|avif|bmp|ico)$", re.IGNORECASE)
EDITION = re.compile(
    r"([-_.@]+(\d{1,4}x\d{0,4}|x\d{2,4}|\d{2,4}(w|px)|\dx|scaled|min|thumb|thumbnail|retina|hires|small"
    r"|medium|large|mobile|desktop|tablet|dark|light|white|black|square|wide|cropped|resized))+$",
    re.IGNORECASE,
)
"""What editions of one picture have at the end of their names."""
BUILD = re.compile(r"[-_.](?=\w*\d)(?=\w*[a-f])[0-9a-f]{6,20}$")
"""What build tools put there: a digest of the file."""
VERSIONS = frozenset(
    "w h width height q quality fm format auto dpr fit crop v ver version t ts sz size itok cb"
    " cache rev hash resize strip ssl".split()
)
"""Parameters that say how large or how new a picture is, not which."""
WORD = re.compile(r"[^\W\d_]{3,}")


def identify(address: str) -> str:
    """Give what all addresses of one image have in common; `address` is absolute, or a path."""
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    if SERVICES.search(parts.path) and query.get("url"):
        return identify(query["url"])
    path = DERIVED.sub("", unquote(parts.path))
    if SUFFIX.search(path):
        folder, _, name = SUFFIX.sub("", path).rpartition("/")
        name = EDITION.sub("", BUILD.sub("", EDITION.sub("", name))) or name
        return f"{parts.netloc.removeprefix('www.')}{folder}/{name}"
    kept = {key: value for key, value in query.items() if key.lower() not in VERSIONS}
    return f"{parts.netloc.removeprefix('www.')}{path}?{urlencode(kept)}" if kept else path


def words_of_file(identity: str) -> frozenset[str]:
    """Give the words in an image's file name that say what it shows, in lower case."""
    name = identity.rpartition("/")[2]
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return frozenset(map(str.lower, WORD.findall(parted))) - ASSET_WORDS - EDITION_WORDS
