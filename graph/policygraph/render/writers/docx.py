"""A document as DOCX (ECMA-376), by python-docx: the extra ``docx``.

Headings, lists and tables are those of Word, so that its navigation and a screen reader
find them. Notes are numbered endnotes of our own, each mark a link to its note: python-docx
writes no footnotes, and Word's may be cited once only, while a claim here is one note
however many steps it supports.

The same document gives the same bytes: no clock, no name of a machine, and the parts of the
file are stored without compression, which differs from one library to the next.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from policygraph.errors import UsageError
from policygraph.render.tree import (
    AGAINST,
    ASIDE,
    LEAD,
    Block,
    Break,
    Code,
    Document,
    Heading,
    Inline,
    Item,
    Items,
    Line,
    Link,
    NoteMark,
    Paragraph,
    SourceMark,
    Strong,
    Table,
    plain,
    tidy,
    verbatim,
)

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import Table as Grid
    from docx.text.paragraph import Paragraph as Words

#: The day of every part in the file: the first that a ZIP archive can hold.
_EPOCH = (1980, 1, 1, 0, 0, 0)
#: Relations to what the template brings and this file is not: its picture, its old styles,
#: the bibliography that it could hold.
_OF_THE_TEMPLATE = ("/thumbnail", "/stylesWithEffects", "/customXml")
#: What an A4 page leaves between its margins, in centimetres.
_PAGE_WIDTH, _MARGIN = 16.6, 2.2
#: How the names of Word's list styles end, by how deep the list is; there are no deeper ones.
_DEPTHS = ("", " 2", " 3")


def write_docx(document: Document) -> bytes:
    """The document as a file for word processors."""
    try:
        import docx
    except ModuleNotFoundError as error:
        if error.name != "docx":
            raise
        raise UsageError(
            "DOCX needs python-docx; pip install 'policygraph[docx]', or write .md or .html"
        ) from None
    word = docx.Document()
    _properties(word, document)
    _styles(word)
    writer = _Writer(word)
    if document.title:
        word.add_paragraph(tidy(document.title), style="Title")
    for block in document.blocks:
        writer.block(block)
    if document.notes:
        word.add_heading("Notes", 1)
        for number, line in enumerate(document.notes, 1):
            writer.entry("note", number, line)
    if document.sources:
        word.add_heading("Sources", 1)
        if document.cited:
            word.add_paragraph(document.cited, style="Aside")
        for number, line in enumerate(document.sources, 1):
            writer.entry("source", number, line)
    for block in document.closing:
        writer.block(block)
    written = io.BytesIO()
    word.save(written)
    return _fixed(written)


def _fixed(written: io.BytesIO) -> bytes:
    """The same archive without clock, system and compression."""
    out = io.BytesIO()
    with ZipFile(written) as parts, ZipFile(out, "w", ZIP_STORED) as archive:
        for name in parts.namelist():
            info = ZipInfo(name, _EPOCH)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, parts.read(name))
    return out.getvalue()


def _properties(word: Word, document: Document) -> None:
    """Title and subject; neither the template's author nor any day."""
    properties = word.core_properties
    properties.title = tidy(document.title)[:255]
    properties.subject = tidy(document.subject)[:255]
    properties.author = "policygraph"
    properties.last_modified_by = ""
    properties.comments = ""
    properties.language = "en"
    properties.revision = 1
    element = properties._element
    for child in list(element):
        if child.tag.endswith(("}created", "}modified", "}lastPrinted")):
            element.remove(child)
    for rels in (word.part.package.rels, word.part.rels):
        for id in [id for id, rel in rels.items() if rel.reltype.endswith(_OF_THE_TEMPLATE)]:
            del rels[id]


def _styles(word: Word) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt, RGBColor

    styles = word.styles
    for style in list(styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in ("Normal Table", "Table Grid"):
            style.delete()
    styles["Normal"].font.name = "Calibri"
    styles["Normal"].font.size = Pt(11)
    for name, size in (("Title", 20), ("Heading 1", 15), ("Heading 2", 12)):
        styles[name].font.size = Pt(size)
        styles[name].font.color.rgb = RGBColor(0x1C, 0x1C, 0x1C)
    styles["Caption"].paragraph_format.space_before = Pt(8)
    styles["Caption"].font.color.rgb = RGBColor(0x55, 0x55, 0x55)
    for depth in _DEPTHS:
        for name in (f"List Number{depth}", f"List Bullet{depth}"):
            styles[name].paragraph_format.space_after = Pt(3)
            styles[name].element.pPr.remove_all("w:contextualSpacing")
        against = styles.add_style(f"Against{depth}", WD_STYLE_TYPE.PARAGRAPH)
        against.base_style = styles[f"List Bullet{depth}"]
        against.font.color.rgb = RGBColor(0x9B, 0x1C, 0x1C)
    for name in ("Lead", "Aside", "Command", "Entry", "Cell"):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    styles["Lead"].font.bold = True
    styles["Aside"].font.size = Pt(9)
    styles["Aside"].paragraph_format.space_before = Pt(6)
    styles["Aside"].font.color.rgb = RGBColor(0x55, 0x55, 0x55)
    styles["Command"].font.name = "Consolas"
    styles["Command"].font.size = Pt(9)
    styles["Cell"].font.size = Pt(9)
    styles["Cell"].paragraph_format.space_after = Pt(2)
    entry = styles["Entry"].paragraph_format
    entry.left_indent, entry.first_line_indent = Cm(1), Cm(-1)
    entry.tab_stops.add_tab_stop(Cm(1))
    styles["Entry"].font.size = Pt(10)
    styles["Entry"].paragraph_format.space_after = Pt(4)
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(_MARGIN)


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


class _Writer:
    """Writes blocks into a document of python-docx."""

    def __init__(self, word: Word) -> None:
        self._word = word
        self._bookmarks = 0

    def block(self, block: Block) -> None:
        match block:
            case Heading(level):
                self._line(self._word.add_heading("", level - 1), block.numbered)
            case Paragraph(line, role):
                style = {LEAD: "Lead", ASIDE: "Aside"}.get(role, "Normal")
                self._line(self._word.add_paragraph(style=style), line)
            case Items(items, numbered):
                self._items(items, 0, numbered=numbered)
            case Table():
                self._table(block)
            case Code(text):
                for row in verbatim(text).split("\n"):
                    self._word.add_paragraph(row, style="Command")

    def entry(self, kind: str, number: int, line: Line) -> None:
        """A numbered note or source that marks lead to."""
        paragraph = self._word.add_paragraph(style="Entry")
        self._bookmarks += 1
        id = str(self._bookmarks)
        paragraph._p.append(_element("w:bookmarkStart", id=id, name=f"{kind}_{number}"))
        paragraph.add_run(f"{number}.\t")
        paragraph._p.append(_element("w:bookmarkEnd", id=id))
        self._line(paragraph, line)

    def _line(self, paragraph: Words, line: Line) -> None:
        last = None
        for inline in line:
            if isinstance(inline, NoteMark) and isinstance(last, NoteMark):
                paragraph.add_run(", ").font.superscript = True
            self._inline(paragraph, inline)
            last = inline

    def _inline(self, paragraph: Words, inline: Inline) -> None:
        match inline:
            case str():
                paragraph.add_run(tidy(inline))
            case Strong(text):
                paragraph.add_run(tidy(text)).bold = True
            case NoteMark(number):
                self._anchor(paragraph, f"note_{number}", str(number), raised=True)
            case Break():
                paragraph.add_run().add_break()
            case SourceMark(number):
                self._anchor(paragraph, f"source_{number}", f"[{number}]", raised=False)
            case Link(url):
                if not re.match(r"https?://\S+\Z", url, re.IGNORECASE):
                    paragraph.add_run(tidy(url))
                    return
                from docx.opc.constants import RELATIONSHIP_TYPE as RT
                from docx.oxml.ns import qn

                link = _element("w:hyperlink")
                target = paragraph.part.relate_to(url, RT.HYPERLINK, is_external=True)
                link.set(qn("r:id"), target)
                self._linked(paragraph, link, tidy(url))

    def _anchor(self, paragraph: Words, anchor: str, text: str, *, raised: bool) -> None:
        link = _element("w:hyperlink", anchor=anchor)
        self._linked(paragraph, link, text, raised=raised)

    def _linked(
        self, paragraph: Words, link: BaseOxmlElement, text: str, *, raised: bool = False
    ) -> None:
        run = paragraph.add_run(text)
        run.font.superscript = raised or None
        run.font.underline = not raised
        paragraph._p.append(link)
        link.append(run._r)

    def _items(self, items: tuple[Item, ...], depth: int, *, numbered: bool) -> None:
        level = _DEPTHS[min(depth, len(_DEPTHS) - 1)]
        kind = "List Number" if numbered else "List Bullet"
        number = self._new_numbering(kind + level) if numbered else None
        for item in items:
            against = item.kind == AGAINST and not numbered
            style = f"{'Against' if against else kind}{level}"
            paragraph = self._word.add_paragraph(style=style)
            if number is not None:
                properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_ilvl().val = 0
                properties.get_or_add_numId().val = number
            self._line(paragraph, item.line)
            self._items(item.under, depth + 1, numbered=item.numbered)

    def _new_numbering(self, name: str) -> int:
        """A numbering like that of a style, which begins at 1 again."""
        numbering = self._word.part.numbering_part.element
        shared = self._word.styles[name].element.pPr.numPr.numId.val
        abstract = numbering.num_having_numId(shared).abstractNumId.val
        number = numbering.add_num(abstract)
        number.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(number.numId)

    def _table(self, table: Table) -> None:
        columns = len(table.header or table.rows[0])
        if table.caption:
            caption = self._word.add_paragraph(tidy(table.caption), style="Caption")
            caption.paragraph_format.keep_with_next = True
        grid = self._word.add_table(rows=0, cols=columns, style="Table Grid")
        if table.caption:
            grid._tbl.tblPr.append(_element("w:tblCaption", val=tidy(table.caption)))
        if table.header:
            header = grid.add_row()
            for cell, name in zip(header.cells, table.header, strict=True):
                cell.paragraphs[0].add_run(tidy(name)).bold = True
            header._tr.get_or_add_trPr().append(_element("w:tblHeader"))
        for row in table.rows:
            for cell, line in zip(grid.add_row().cells, row, strict=True):
                self._line(cell.paragraphs[0], line)
        for cell in grid._cells:
            cell.paragraphs[0].style = "Cell"
        _widths(grid, table)


def _widths(grid: Grid, table: Table) -> None:
    """Columns as wide as what they hold asks for, within the page, no word cut if it can be."""
    from docx.shared import Cm

    rows = [tuple(map(plain, row)) for row in table.rows]
    columns = zip(*([table.header] if table.header else []), *rows, strict=True)
    wanted = []
    for cells in columns:
        word = max(len(word) for cell in cells for word in (*cell.split(), ""))
        wanted.append(max(min(word, 20) + 7, min(max(map(len, cells)), 45)))
    grid.autofit = False
    for number, share in enumerate(wanted):
        width = Cm(_PAGE_WIDTH * share / sum(wanted))
        for sized in (grid.columns[number], *grid.columns[number].cells):
            sized.width = width
