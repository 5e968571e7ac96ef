"""A Markdown page as a document in the theme's type and colours. Qt reads the Markdown; this dresses what it read."""

from __future__ import annotations

from PySide6.QtGui import (
    QBrush,
    QFont,
    QFontDatabase,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
)
from PySide6.QtGui import QTextBlockFormat as Block
from PySide6.QtGui import QTextTable as Table

from gigahall.app.theme import THEME, font

HEADS = {1: "page", 2: "title", 3: "section"}
SPACE_ABOVE = {1: 0, 2: 22, 3: 14}
LINE_HEIGHT = 135


def page(text: str) -> QTextDocument:
    """The document of a Markdown text; GitHub's tables and code fences are understood, HTML is not."""
    document = QTextDocument()
    document.setDefaultFont(font("body"))
    document.setDocumentMargin(0)
    features = QTextDocument.MarkdownFeature
    document.setMarkdown(text, features.MarkdownDialectGitHub | features.MarkdownNoHTML)
    block = document.begin()
    while block.isValid():
        _dress_block(block)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, Table):
            _dress_table(frame)
    return document


def _dress_block(block: QTextBlock) -> None:
    cursor = QTextCursor(block)
    level = block.blockFormat().headingLevel()
    is_code = _is_code(block)
    shape = Block()
    if level:
        shape.setTopMargin(SPACE_ABOVE.get(level, 10))
        shape.setBottomMargin(6)
    elif is_code:
        shape.setBackground(QBrush(THEME.color("sunken")))
        shape.setLeftMargin(10)
        shape.setNonBreakableLines(False)
        shape.setBottomMargin(0 if _is_code(block.next()) else 10)
    else:
        shape.setLineHeight(LINE_HEIGHT, Block.LineHeightTypes.ProportionalHeight.value)
        shape.setBottomMargin(0 if cursor.currentTable() or (block.textList() and block.next().textList()) else 8)
    cursor.mergeBlockFormat(shape)
    for start, end, found in _runs(block):
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(_letters(found, level))


def _is_code(block: QTextBlock) -> bool:
    return block.isValid() and block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence)


def _runs(block: QTextBlock) -> list[tuple[int, int, QTextCharFormat]]:
    """Stretches of equal letters. Listed first: dressing one may join it with the next."""
    found = []
    step = block.begin()
    while not step.atEnd():
        piece = step.fragment()
        found.append((piece.position(), piece.position() + piece.length(), piece.charFormat()))
        step += 1
    return found


def _letters(found: QTextCharFormat, level: int) -> QTextCharFormat:
    dressed = QTextCharFormat()
    dressed.setForeground(THEME.color("accent" if found.isAnchor() else "text"))
    if level:
        dressed.setFont(font(HEADS.get(level, "body_strong")))
    elif found.fontFixedPitch():
        mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        mono.setPixelSize(12)
        dressed.setFont(mono)
        dressed.setBackground(QBrush(THEME.color("sunken")))
    elif found.fontWeight() > QFont.Weight.Normal:
        dressed.setFont(font("body_strong"))
    if found.isAnchor():
        dressed.setFontUnderline(False)
    return dressed


def _dress_table(table: Table) -> None:
    shape = table.format()
    shape.setBorder(1)
    shape.setBorderCollapse(True)
    shape.setBorderBrush(QBrush(THEME.color("line")))
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setCellPadding(6)
    shape.setCellSpacing(0)
    shape.setTopMargin(6)
    shape.setBottomMargin(10)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(shape)
    for column in range(table.columns()):
        cell = table.cellAt(0, column)
        look = cell.format()
        look.setBackground(QBrush(THEME.color("sunken")))
        cell.setFormat(look)
