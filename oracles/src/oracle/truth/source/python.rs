//! Python: checks the stubs of all changes with mypy, in one folder with a package for each change.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use protoward_plugin::python::stub;

use super::{Code, ProgramArgs, Side, Verdict, Verdicts, Version, by_compiling, empty, head, number_in, write};
use crate::clients::python_with;
use crate::disk;
use protoward_kit::error::Error;
use protoward_kit::pins::{self, Pin};
use protoward_kit::process::Run;
use protoward_kit::workspace;

/// The packages to install: the type checker, and stubs of protobuf's own library.
const PACKAGES: &str = "mypy==2.4.1\ntypes-protobuf==7.35.1.20260906\n";

/// The name of a program in the folder of its change.
const PROGRAM: &str = "program_over_the_old_api.py";

/// Returns the versions of the packages.
pub(in crate::oracle) fn pins() -> Vec<Pin> {
    pins::requirements(PACKAGES, "oracles/src/oracle/truth/source/python.rs")
}

pub(super) fn judge(subjects: &[ProgramArgs]) -> Result<Verdicts, Error> {
    let list = workspace::scratch("oracle/truth")?.join("python.txt");
    write(&list, PACKAGES)?;
    let python = python_with("oracle/truth/python-packages", &list)?;
    let mut verdicts = Verdicts::new();
    let mut sides = BTreeMap::new();
    for subject in subjects {
        let old = stubs(&subject.old);
        let new = stubs(&subject.new);
        let program = program(&old);
        if program.is_empty() {
            verdicts.insert(subject.number, Verdict::NotJudged("nothing is declared".to_owned()));
        } else {
            sides.insert(subject.number, Sides { old, new, program });
        }
    }
    let numbers: Vec<u64> = sides.keys().copied().collect();
    verdicts.extend(by_compiling(&numbers, |left, version| check(&python, &sides, left, version))?);
    Ok(verdicts)
}

struct Sides {
    old: Code,
    new: Code,
    program: String,
}

/// Returns the stub of each file of the change, by path.
fn stubs(side: &Side) -> Code {
    let stub_of = |name: &str| {
        let text = stub(&side.schema, side.schema.find_file(name)?);
        Some((stub_path(name), String::from_utf8_lossy(&text).into_owned()))
    };
    side.generated().filter_map(stub_of).collect()
}

/// Returns the path of a stub: `a/b-c.proto` has the module `a/b_c_pb2`.
fn stub_path(name: &str) -> String {
    format!("{}_pb2.pyi", name.trim_end_matches(".proto").replace('-', "_"))
}

/// Returns a program that uses all declarations of the stubs.
fn program(stubs: &Code) -> String {
    let mut program = String::new();
    for (at, (path, text)) in stubs.iter().enumerate() {
        let module = path.trim_end_matches(".pyi").replace('/', ".");
        let uses = uses(text);
        if uses.is_empty() {
            continue;
        }
        // One function for each module, because the imports of two modules may have the same names.
        let imports: Vec<&str> =
            text.lines().filter(|line| line.starts_with("import ") || line.starts_with("from ")).collect();
        let _ = writeln!(program, "def module_{at}() -> None:");
        for import in imports {
            // The stubs of protobuf's own library lack some of its modules.
            let missing = if import.starts_with("from google.protobuf") { "  # type: ignore" } else { "" };
            let _ = writeln!(program, "    {import}{missing}");
        }
        for name in declared(text) {
            let _ = writeln!(program, "    from {module} import {name}");
        }
        for line in uses {
            let _ = writeln!(program, "    {line}");
        }
    }
    program
}

/// Returns the top-level declarations of a stub: classes, enum values, field numbers and extensions.
fn declared(stub: &str) -> Vec<&str> {
    stub.lines().filter(|line| !line.starts_with([' ', '#'])).filter_map(declared_in).collect()
}

fn declared_in(line: &str) -> Option<&str> {
    if let Some(class) = line.strip_prefix("class ") {
        return class.split(['(', ':']).next();
    }
    let (name, _) = line.split_once(": ")?;
    (name != "DESCRIPTOR" && name.chars().all(|it| it == '_' || it.is_alphanumeric())).then_some(name)
}

/// Returns statements that use each declaration with its type.
fn uses(stub: &str) -> Vec<String> {
    let mut uses = Vec::new();
    let mut classes = Vec::<(usize, &str)>::new();
    for line in stub.lines() {
        let indent = line.len() - line.trim_start().len();
        let text = line.trim_start();
        // The stubs of protobuf's own library lack the type of `Extensions`.
        if text.is_empty() || text.starts_with("Extensions: ") {
            continue;
        }
        classes.retain(|(of, _)| *of < indent);
        if let Some(class) = text.strip_prefix("class ") {
            classes.push((indent, class.split(['(', ':']).next().unwrap_or_default()));
            continue;
        }
        let path = classes.iter().map(|(_, name)| *name).collect::<Vec<_>>().join(".");
        let at = uses.len();
        if let Some(parameters) = text.strip_prefix("def __init__(self, ").and_then(|it| it.split_once(") -> ")) {
            uses.push(construction(&path, parameters.0, at));
        } else if let Some((name, ty)) = text.split_once(": ").filter(|_| declared_in(text).is_some()) {
            let ty = ty.strip_prefix("_ClassVar[").and_then(|it| it.strip_suffix(']')).unwrap_or(ty);
            uses.push(match path.as_str() {
                "" => format!("v{at}: {ty} = {name}"),
                path => format!("def f{at}(it: {path}) -> None:\n        v{at}: {ty} = it.{name}"),
            });
        }
    }
    uses
}

/// Returns a function that passes a value of the old type for each argument of the constructor.
fn construction(class: &str, parameters: &str, at: usize) -> String {
    let named: Vec<(&str, &str)> = split(parameters).into_iter().filter_map(|it| it.split_once(": ")).collect();
    let types: Vec<String> =
        named.iter().map(|(name, ty)| format!("{name}: {}", ty.trim_end_matches(" = ..."))).collect();
    let values: Vec<String> = named.iter().map(|(name, _)| format!("{name}={name}")).collect();
    format!("def f{at}({}) -> None:\n        {class}({})", types.join(", "), values.join(", "))
}

/// Splits the parameters of a function at commas outside brackets.
fn split(parameters: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    for (at, character) in parameters.char_indices() {
        match character {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                all.push(parameters[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    all.push(parameters[start..].trim());
    all
}

/// Returns the errors of the programs, by change.
fn check(
    python: &Path,
    sides: &BTreeMap<u64, Sides>,
    left: &BTreeSet<u64>,
    version: Version,
) -> Result<BTreeMap<u64, String>, Error> {
    let root = empty("python")?;
    for number in left {
        let side = &sides[number];
        disk::write_all(&root, if version == Version::Old { &side.old } else { &side.new })?;
        write(&root.join(super::folder(*number)).join(PROGRAM), &side.program)?;
    }
    let run = Run::new(python).args(["-m", "mypy", "--no-error-summary", "--no-color-output", "--namespace-packages"]);
    let run = run.args(["--explicit-package-bases", "--check-untyped-defs", "--cache-dir", "../python-cache", "."]);
    let run = run.current_dir(&root);
    let done = run.output()?;
    let output = String::from_utf8_lossy(&done.stdout);
    let mut found: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
    // A stub with a Python keyword as a name blocks mypy from checking anything else. Other errors in stubs are not judged.
    let is_blocked = done.code == Some(2);
    for line in output.lines().filter(|line| line.contains(": error:") && (is_blocked || line.contains(PROGRAM))) {
        if let Some(number) = number_in(line).filter(|number| left.contains(number)) {
            found.entry(number).or_default().push(line);
        }
    }
    if found.is_empty() && done.code != Some(0) && done.code != Some(1) {
        return Err(run.failed(&done));
    }
    Ok(found.into_iter().map(|(number, lines)| (number, head(&lines))).collect())
}

#[cfg(test)]
mod tests {
    use super::{split, uses};

    #[test]
    fn uses_fields_with_their_types() {
        let stub = "class A(_message.Message):\n    __slots__ = (\"a\",)\n    a: int\n    class N(int):\n        X: _ClassVar[A.N]\nE: int\n";
        assert_eq!(
            uses(stub),
            [
                "def f0(it: A) -> None:\n        v0: int = it.a",
                "def f1(it: A.N) -> None:\n        v1: A.N = it.X",
                "v2: int = E"
            ]
        );
    }

    #[test]
    fn commas_in_brackets_do_not_separate_parameters() {
        assert_eq!(split("a: _Mapping[str, int] = ..., b: int = ..."), ["a: _Mapping[str, int] = ...", "b: int = ..."]);
    }
}
