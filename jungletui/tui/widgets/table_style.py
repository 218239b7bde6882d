"""How a table looks by default: its parts and the tones of its cells, in the theme's colours."""

TABLE_CSS = """
TableCanvas {
    height: 1fr;
    width: 1fr;
    overflow-x: hidden;
    overflow-y: auto;
    scrollbar-size-vertical: 1;
    scrollbar-gutter: stable;
    & > .table--title { text-style: bold; color: $accent; }
    & > .table--rule { color: $primary; text-style: dim; }
    & > .table--header { text-style: bold; color: $foreground; background: $panel; }
    & > .table--cursor { background: $primary; color: $background; text-style: bold; }
    & > .table--stale { text-style: dim; }
    & > .table--dim { text-style: dim; }
    & > .table--good { color: $success; }
    & > .table--bad { color: $error; text-style: bold; }
    & > .table--warn { color: $warning; }
    & > .table--accent { color: $accent; }
    & > .table--strong { text-style: bold; }
    &:ansi > .table--cursor { background: ansi_default; color: ansi_default; text-style: reverse; }
}
"""
