//! Rust: checks all programs in one crate with `cargo check`, with a module for each change.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use protoward_rust_crate::{Generate, OptionValue, Plugin, generate};

use super::{
    Code, ProgramArgs, Side, Verdict, Verdicts, Version, by_compiling, empty, folder, head, number_in, rust_usage,
};
use protoward_kit::cargo_crate::{CargoCrate, Manifest};
use protoward_kit::error::Error;

/// The dependencies of the crate.
const DEPENDENCIES: &str = r#"prost = "0.14"
prost-types = "0.14"
tonic = "0.14"
tonic-prost = "0.14""#;

/// The name of the file that declares the modules of the generated code.
const TREE: &str = "mod.rs";

/// The name of the generated file for files without a package.
const NO_PACKAGE: &str = "_.rs";

pub(super) fn judge(subjects: &[ProgramArgs]) -> Result<Verdicts, Error> {
    let mut verdicts = Verdicts::new();
    let mut programs = BTreeMap::new();
    for (number, program) in protoward_kit::parallel::map(subjects, |subject| (subject.number, Program::of(subject))) {
        match program {
            Ok(program) => drop(programs.insert(number, program)),
            Err(why) => drop(verdicts.insert(number, Verdict::NotJudged(why))),
        }
    }
    let user = CargoCrate::new(empty("rust")?);
    user.write_manifest(&Manifest::new("source-truth").dependencies(DEPENDENCIES))?;
    user.lock()?;
    let known: Vec<&ProgramArgs> = subjects.iter().filter(|subject| programs.contains_key(&subject.number)).collect();
    let numbers: Vec<u64> = known.iter().map(|subject| subject.number).collect();
    let compiled = by_compiling(&numbers, |left, version| compile(&user, &programs, left, version))?;
    verdicts.extend(compiled);
    Ok(verdicts)
}

/// The code of both sides, each with the program that uses the old side.
struct Program {
    old: Code,
    new: Code,
}

impl Program {
    fn of(subject: &ProgramArgs) -> Result<Self, String> {
        let old = code(&subject.old)?;
        let new = code(&subject.new)?;
        let usage = usage(&old)?;
        Ok(Self { old: joined(old, &usage), new: joined(new, &usage) })
    }

    const fn code(&self, version: Version) -> &Code {
        match version {
            Version::Old => &self.old,
            Version::New => &self.new,
        }
    }
}

fn code(side: &Side) -> Result<Code, String> {
    let mut entry = Generate::new(Plugin::Tonic, "");
    for (name, value) in
        [("include_file", OptionValue::Text(TREE.to_owned())), ("build_server", OptionValue::Flag(false))]
    {
        entry.set(name, value).map_err(|why| why.to_string())?;
    }
    let plans = generate(&side.schema, &[entry], Path::new("")).map_err(|report| format!("{report:?}"))?;
    let files = plans.iter().flat_map(|plan| plan.files()).filter(|(name, _)| name.ends_with(".rs"));
    Ok(files.map(|(name, code)| (name.to_owned(), String::from_utf8_lossy(code).into_owned())).collect())
}

/// Returns, by file, a module that uses all declarations of the file.
fn usage(old: &Code) -> Result<Code, String> {
    let packages = old.iter().filter(|(name, _)| *name != TREE);
    packages.map(|(name, text)| Ok((name.clone(), rust_usage::of(text).map_err(|why| why.to_string())?))).collect()
}

/// Appends the programs to the generated code. A deleted package has no module, so its program becomes a compile error.
fn joined(mut code: Code, usage: &Code) -> Code {
    for (name, program) in usage {
        match code.get_mut(name) {
            Some(text) => text.push_str(program),
            None if name == NO_PACKAGE => drop(code.insert(name.clone(), program.clone())),
            None => {
                let gone = format!("compile_error!({:?});\n", format!("the package of {name} is gone"));
                code.entry(TREE.to_owned()).or_default().push_str(&gone);
            }
        }
    }
    code
}

/// Returns the errors of the programs, by change.
fn compile(
    user: &CargoCrate,
    programs: &BTreeMap<u64, Program>,
    left: &BTreeSet<u64>,
    version: Version,
) -> Result<BTreeMap<u64, String>, Error> {
    let mut library = "//! Programs that use generated code.\n#![allow(warnings)]\n".to_owned();
    for number in left {
        let module = folder(*number);
        for (name, text) in programs[number].code(version) {
            user.write(Path::new("src").join(&module).join(name), text)?;
        }
        let _ = writeln!(library, "pub mod {module};");
    }
    user.write("src/lib.rs", &library)?;
    let run = user.cargo(&["check", "--quiet", "--message-format=short"]);
    let done = run.output()?;
    let mut found: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
    for line in done.stderr.lines().filter(|line| line.contains("error")) {
        if let Some(number) = line.strip_prefix("src/").and_then(number_in).filter(|number| left.contains(number)) {
            found.entry(number).or_default().push(line);
        }
    }
    if found.is_empty() && done.code != Some(0) {
        return Err(run.failed(&done));
    }
    Ok(found.into_iter().map(|(number, lines)| (number, head(&lines))).collect())
}
