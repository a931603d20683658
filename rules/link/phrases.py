"""Words that a link can be called without saying where it leads."""

import re
import unicodedata
from functools import lru_cache

from audit.model import normalise

GENERIC = frozenset(
    part.strip()
    for part in """
    click here, click, click this, click this link, click for more, click to view, click below,
    click for details, click to read more, click here for more, click here for more information,
    click here for details, click here to learn more, click here to read more, click here to view,
    tap here, press here, please click here, go here, see here, look here, right here, here, go, go to,
    this, this link, this page, this one, this article, this site, this website, follow this link,
    link, link here, the link, page, more here, read here, find here, view here, details here,
    read, read more, read more here, read on, read now, read it, read this, read article,
    read the article, read full article, read the full article, read post, read full post,
    read full story, read the full story, read story, read the story, continue, continue reading,
    continue here, keep reading, full story, full article, full details,
    learn, learn more, learn more here, learn more now, learn more today, learn more about this,
    learn more about it, find out, find out more, find out how, discover, discover more,
    explore, explore more, know more, get more information, get more info, get details,
    get the details, more, more info, more information, more info here, more details,
    for more information, for more info, for more details, for details, for more,
    additional information, further information, further details, info, information, detail, details,
    view, view more, view all, view it, view here, view details, view detail, view full details,
    view page, view this, view this page, view link, view now, view the details, view more details,
    view more information, see, see more, see all, see details, see more details, see it, see page,
    see the details, see full details, show, show more, show all, show details, all details,
    open, open link, open page, open this, open this page, visit, visit page, visit this page,
    visit link, check it out, check this out, and more, learn more and, next page link, url, this url,

    haga clic aqui, haz clic aqui, de clic aqui, clic aqui, click aqui, haga click aqui, pulse aqui,
    presione aqui, oprima aqui, aqui, por aqui, vea aqui, ver aqui, mas, leer, leer mas, lea mas,
    lee mas, leer articulo, leer el articulo, seguir leyendo, siga leyendo, continuar,
    continuar leyendo, continue leyendo, ver, ver mas, vea mas, ver todo, ver todos, ver todas,
    ver detalles, ver detalle, ver pagina, ver mas detalles, ver mas informacion, mostrar mas,
    mostrar todo, mostrar todos, mas informacion, mas info, mas detalles, informacion, detalles,
    saber mas, sepa mas, conocer mas, conozca mas, conoce mas, aprender mas, aprenda mas,
    aprende mas, obtener mas informacion, obtenga mas informacion, para mas informacion,
    descubrir mas, descubra mas, descubre mas, enlace, este enlace, esta pagina, abrir, visitar,
    """.replace("\n", " ").split(",")
    if part.strip()
)
"""English and Spanish, lower case, without accents and punctuation."""
CONTEXTUAL = frozenset(
    part.strip()
    for part in """
    overview, home, website, web site, site, map, maps, directions, get directions, driving directions,
    view map, call, call now, call us, phone, email, e-mail, email us, fax, text us, contact, contact us,
    pdf, download, download pdf, print, share, english, spanish, espanol, french, arabic, vietnamese,
    chinese, large print, audio, video, watch, watch video, watch now, watch the video, play, listen,
    transcript, slides, recording, register, register now, register here, register online, sign up,
    enroll, rsvp, apply, apply now, apply online, book, book now, book online, book appointment,
    book an appointment, schedule, schedule now, schedule online, schedule appointment,
    schedule an appointment, schedule a visit, make an appointment, request appointment,
    request an appointment, request a visit, appointments, refer a patient, get started, start,
    start now, donate, donate now, give, give now, shop, shop now, buy tickets, tickets, join, join now,
    view profile, profile, full profile, view full profile, view bio, bio, full bio, read bio,
    biography, see profile, view location, location details, hours, abstract, full text, pubmed, doi,
    citation, source, facebook, twitter, x, instagram, linkedin, youtube, tiktok, pinterest,
    next, previous, prev, back, first, last, older, newer, up, top, edit, remove, close, menu, search,
    log in, login, sign in, log out, publications, resume, cv, agenda, flyer, brochure, form, calendar,
    faq, faqs, resources, about, about us, services, team, our team, locations and hours, rates,
    sitio web, inicio, mapa, llamar, llame, como llegar, contacto, registrarse, inscribirse,
    programar una cita, solicitar una cita, perfil, ver perfil, descargar, imprimir, ingles, resumen,
    """.replace("\n", " ").split(",")
    if part.strip()
)
"""Names that mean something in their block only: every event has its own "Register"."""


@lru_cache(maxsize=8192)
def bare(name: str) -> str:
    """Give a name in lower case without accents, punctuation, arrows and other signs."""
    flat = unicodedata.normalize("NFKD", normalise(name))
    flat = "".join(sign for sign in flat if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w'&+-]|_", " ", flat).strip(" '-+&").split())


def says_nothing(name: str) -> bool:
    """Say whether a link's name says nothing of where it leads.

    True too for signs alone (`>>`); false for an empty name, which is another defect.
    """
    words = bare(name)
    return words in GENERIC if words else bool(name.strip())


def depends_on_context(name: str) -> bool:
    """Say whether a name is one that blocks of a page share without meaning one page by it."""
    words = bare(name)
    return says_nothing(name) or words in CONTEXTUAL or not re.search(r"[^\W\d_]{3}", words)
