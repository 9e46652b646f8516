"""How the shell is called: a command line in, help and faults of use in German out.

Typer writes its help and its faults in English and without a catalogue for them; its documented
methods of a command are overridden here. Where a command takes a city and something else, the
city may be left out.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import typer
from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

if TYPE_CHECKING:
    from typer._click import Context, HelpFormatter
    from typer._click.core import Command as AnyCommand

EMBEDDED_CITY = Path(__file__).resolve().parent.parent / "data" / "dortmund"

#: Settings of the whole shell: help as wide as a terminal that is wide enough to read.
SETTINGS = {"max_content_width": 100}

#: What a value is, by the word that typer has for it.
TYPES = {"int": "ZAHL", "float": "ZAHL", "path": "PFAD", "file": "PFAD", "directory": "PFAD"}

#: What is wrong with a value, by the kind of fault and the name of its bound.
FAULTS = {
    "int_parsing": "„{value}“ ist keine ganze Zahl.",
    "float_parsing": "„{value}“ ist keine Zahl; geschrieben wird sie mit Punkt, zum Beispiel 7.5.",
    "greater_than_equal": "„{value}“ ist zu klein; möglich ist {ge} und mehr.",
    "less_than_equal": "„{value}“ ist zu groß; möglich ist {le} und weniger.",
}


class WrongCallError(UsageError):
    """A wrong call, told in German."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print how the command is called, where its help is, and what is wrong."""
        if self.ctx is not None:
            typer.echo(self.ctx.get_usage(), err=file is None, file=file)
            typer.echo(f"Hilfe: {self.ctx.command_path} --help\n", err=file is None, file=file)
        typer.echo(f"Fehler – {self.message}", err=file is None, file=file)


class Command(TyperCommand):
    """A command of the shell."""

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """Read the call; the city may be left out, more words than are taken are a fault."""
        ctx.allow_extra_args = True
        with german_faults(ctx):
            super().parse_args(ctx, with_city(self, args))
            if ctx.args:
                msg = f"Das ist zu viel: {' '.join(ctx.args)}."
                raise WrongCallError(msg, ctx)
        return ctx.args

    def invoke(self, ctx: "Context") -> Any:  # noqa: ANN401 - whatever the command returns
        """Run the command; what is wrong with the data or a file are sentences and exit 1."""
        from commands.findings import show_findings
        from export.atomic import WriteError
        from intake.findings import InputError

        try:
            with german_faults(ctx):
                return super().invoke(ctx)
        except WriteError as error:
            typer.echo(f"Fehler – {error.strerror}", err=True)
            raise typer.Exit(1) from error
        except InputError as error:
            show_findings(error.findings, as_json=bool(ctx.params.get("as_json")))
            raise typer.Exit(1) from error

    def format_usage(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write the line of use."""
        write_usage(self, ctx, formatter)

    def format_options(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write arguments and options."""
        write_options(self, ctx, formatter)


class Group(TyperGroup):
    """A set of commands, shown by task."""

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """Read the call up to the command."""
        with german_faults(ctx):
            return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: "Context", args: list[str]
    ) -> "tuple[str | None, AnyCommand | None, list[str]]":
        """Find the command; for an unknown one name the nearest."""
        if args[0] not in self.commands:
            near = get_close_matches(args[0], self.commands, n=2, cutoff=0.5)
            msg = f"Den Befehl „{args[0]}“ gibt es nicht.{_proposed(near)}"
            raise WrongCallError(msg, ctx)
        return super().resolve_command(ctx, args)

    def format_usage(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write the line of use."""
        write_usage(self, ctx, formatter)

    def format_options(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write options, then the commands by task."""
        write_options(self, ctx, formatter)
        tasks: dict[str, list[tuple[str, str]]] = {}
        for name, command in self.commands.items():
            task = getattr(command, "rich_help_panel", None) or "Befehle"
            first = (command.help or "").split("\n\n")[0].replace("\n", " ")
            tasks.setdefault(task, []).append((name, first))
        wide = max(len(name) for name in self.commands)
        for task, rows in tasks.items():
            with formatter.section(task):
                formatter.write_dl([(name.ljust(wide), text) for name, text in rows])


@contextmanager
def german_faults(ctx: "Context") -> Iterator[None]:
    """Turn every fault of use into a `WrongCallError`."""
    try:
        yield
    except (WrongCallError, NoArgsIsHelpError):
        raise
    except UsageError as error:
        raise WrongCallError(_in_german(error, ctx), ctx) from error


def _in_german(error: UsageError, ctx: "Context") -> str:
    """Say a fault by its kind; the message of a fault that we raise ourselves is German."""
    match error:
        case NoSuchOption():
            near = _proposed(list(error.possibilities or ())[:2])
            return f"Die Option {error.option_name} gibt es nicht.{near}"
        case BadOptionUsage():
            flags = {n for p in ctx.command.params if getattr(p, "is_flag", 0) for n in p.opts}
            if error.option_name in flags:
                return f"Zu {error.option_name} gehört kein Wert."
            return f"Nach {error.option_name} fehlt der Wert."
        case MissingParameter(param=param) if param is not None:
            return f"{_name(param)} fehlt: {getattr(param, 'help', '')}"
        case BadParameter():
            hint = error.param_hint or (_name(error.param) if error.param else "")
            message = _value_fault(error) or error.message
            return f"{hint}: {message}" if hint else message
    return error.message


def _value_fault(error: BadParameter) -> str:
    """Say what is wrong with a value that typer refuses; "" if we refused it ourselves."""
    faults = getattr(error.__cause__, "errors", None)
    if faults is None:
        return ""
    fault: Mapping[str, Any] = faults()[0]
    said = FAULTS.get(fault["type"], "„{value}“ geht hier nicht.")
    return said.format(value=fault["input"], **fault.get("ctx", {}))


def _proposed(near: Sequence[str]) -> str:
    return f" Gemeint ist vielleicht {' oder '.join(near)}." if near else ""


def _name(param: Any) -> str:  # noqa: ANN401 - an option or an argument of typer
    """Name a parameter as it is typed."""
    is_option = isinstance(param, TyperOption)
    return param.opts[0] if is_option else (param.metavar or param.name.upper())


def write_usage(command: "AnyCommand", ctx: "Context", formatter: "HelpFormatter") -> None:
    """Write how a command is called."""
    pieces = ["[OPTIONEN]"]
    for param in command.params:
        if isinstance(param, TyperArgument):
            name = _name(param) if param.required else f"[{_name(param)}]"
            pieces.append(f"{name} …" if param.nargs == -1 else name)
        elif param.required:
            pieces.append(f"{_name(param)} {_value(param, ctx)}")
    if isinstance(command, Group):
        pieces.append("BEFEHL …")
    formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="Aufruf: ")


def write_options(command: "AnyCommand", ctx: "Context", formatter: "HelpFormatter") -> None:
    """Write arguments and options of a command with defaults and bounds."""
    arguments = [
        (_name(param), _help(param, ctx))
        for param in command.params
        if isinstance(param, TyperArgument)
    ]
    options = [
        (" / ".join([*param.opts, *param.secondary_opts]) + _value(param, ctx, before=" "), _help(param, ctx))
        for param in command.params
        if isinstance(param, TyperOption)
    ]  # fmt: skip
    if arguments:
        with formatter.section("Argumente"):
            formatter.write_dl(arguments)
    with formatter.section("Optionen"):
        formatter.write_dl([*options, ("--help", "Diese Hilfe zeigen.")])


def _value(param: Any, ctx: "Context", before: str = "") -> str:  # noqa: ANN401
    """Say what kind of value follows an option; "" for none."""
    if param.is_flag:
        return ""
    kind = param.metavar or param.display_type(ctx).strip("<>")
    word = kind.removeprefix("list[").removesuffix("]").split(" ")[0]
    return before + (param.metavar or TYPES.get(word.lower(), "TEXT"))


def _help(param: Any, ctx: "Context") -> str:  # noqa: ANN401
    """Say what a parameter means, what it is if nothing is said, and its bounds."""
    remarks = []
    default = param.show_default if isinstance(param.show_default, str) else param.get_default(ctx)
    if param.required:
        remarks.append("Pflicht")
    elif param.show_default and default not in (None, "") and not isinstance(default, bool):
        remarks.append(f"sonst {default:g}" if isinstance(default, float) else f"sonst {default}")
    if getattr(param, "envvar", None):
        remarks.append(f"auch als {param.envvar}")
    if param.min is not None:
        remarks.append(f"ab {param.min}" if param.max is None else f"{param.min} bis {param.max}")
    return f"{param.help or ''} [{'; '.join(remarks)}]" if remarks else param.help or ""


def with_city(command: "AnyCommand", args: list[str]) -> list[str]:
    """Put the embedded city before the other arguments of a call that names none.

    The first word is the city if it is a folder with a city.toml. Another folder, or a word
    written like a path, is the city only if the arguments that must be there have their words
    too (a name such as „Westerfilde/Bodelschwingh“ is no path); any word is, if there is one too
    many for the others.
    """
    arguments = [param for param in command.params if isinstance(param, TyperArgument)]
    if len(arguments) < 2 or arguments[0].name != "city":
        return args
    words = _words(command, args)
    first = words[0] if words else ""
    is_path = Path(first).is_dir() or "/" in first or os.sep in first
    needed = sum(param.required for param in arguments[1:])
    takes_all = any(param.nargs == -1 for param in arguments)
    is_city = bool(words) and (
        (Path(first) / "city.toml").is_file()
        or (is_path and len(words) > needed)
        or (len(words) >= len(arguments) and not takes_all)
    )
    return args if is_city else [str(EMBEDDED_CITY), *args]


def _words(command: "AnyCommand", args: Sequence[str]) -> list[str]:
    """Words of a call that are neither options nor their values."""
    valued = {
        name
        for param in command.params
        if isinstance(param, TyperOption) and not param.is_flag
        for name in param.opts
    }
    words: list[str] = []
    rest = iter(args)
    for word in rest:
        if word == "--":
            return [*words, *rest]
        if not word.startswith("-"):
            words.append(word)
        elif word in valued:
            next(rest, None)
    return words
