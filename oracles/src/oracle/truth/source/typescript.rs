//! TypeScript: checks the declarations of protoc-gen-es with tsc, in a folder for each change.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::{
    Code, ProgramArgs, Verdict, Verdicts, Version, by_compiling, empty, folder, head, number_in, typescript_usage,
    write,
};
use crate::disk;
use protoward_kit::corpus::{self, files_below};
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::process::Run;

const SCRIPT: &str = include_str!("typescript.mjs");

const SETTINGS: &str = r#"{
  "compilerOptions": {
    "strict": true, "noEmit": true, "skipLibCheck": true, "types": [],
    "target": "es2022", "module": "esnext", "moduleResolution": "bundler"
  },
  "files": FILES
}"#;

/// The name of a program in the folder of its change.
const PROGRAM: &str = "program_over_the_old_api.ts";

pub(super) fn judge(subjects: &[ProgramArgs]) -> Result<Verdicts, Error> {
    let packages = corpus::find("protoc-gen-es")?.fetch()?.join("node_modules");
    let scratch = empty("typescript")?;
    let mut verdicts = Verdicts::new();
    let mut sides = BTreeMap::new();
    let generated = generated(subjects, &packages, &scratch)?;
    for (subject, [old, new]) in subjects.iter().zip(generated) {
        match (old, new) {
            (Ok(old), Ok(new)) => {
                let program = typescript_usage::of(&old, &folder(subject.number));
                sides.insert(subject.number, Sides { old, new, program });
            }
            (Err(why), _) | (_, Err(why)) => drop(verdicts.insert(subject.number, Verdict::NotJudged(why))),
        }
    }
    // TypeScript looks for packages here.
    let root = scratch.join("checked");
    write(&root.join("package.json"), "{ \"type\": \"module\" }\n")?;
    link(&packages, &root.join("node_modules"))?;
    let checker = Checker { tsc: packages.join("typescript/bin/tsc"), root };
    let numbers: Vec<u64> = sides.keys().copied().collect();
    verdicts.extend(by_compiling(&numbers, |left, version| checker.check(&sides, left, version))?);
    Ok(verdicts)
}

struct Sides {
    old: Code,
    new: Code,
    program: String,
}

/// Generates the declarations of the old and the new side of each change, or returns why there are none.
fn generated(
    subjects: &[ProgramArgs],
    packages: &Path,
    scratch: &Path,
) -> Result<Vec<[Result<Code, String>; 2]>, Error> {
    let script = scratch.join("generate.mjs");
    let input = scratch.join("requests.jsonl");
    write(&script, SCRIPT)?;
    let mut lines = String::new();
    for subject in subjects {
        for (name, side) in [("old", &subject.old), ("new", &subject.new)] {
            let out = scratch.join(name).join(folder(subject.number));
            std::fs::create_dir_all(&out).map_err(Error::at(&out))?;
            let set = out.join("set.binpb");
            files::write(&set, side.descriptors())?;
            let files: Vec<&str> = side.generated().collect();
            let _ = writeln!(lines, "{}", json!({ "set": set, "files": files, "out": out }));
        }
    }
    write(&input, &lines)?;
    let run =
        Run::new("node").install_hint("Node.js").arg(&script).arg(packages.join("@bufbuild/protoc-gen-es")).arg(&input);
    let output = run.finish()?.stdout;
    let output = String::from_utf8_lossy(&output);
    let mut output = output.lines();
    let mut side = |name: &str, number: u64| match output.next() {
        Some("ok") => Ok(Ok(read(&scratch.join(name).join(folder(number)))?)),
        Some(why) => Ok(Err(why.to_owned())),
        None => Err(Error::Unreadable { command: run.line(), why: "a line is missing".into() }),
    };
    subjects.iter().map(|subject| Ok([side("old", subject.number)?, side("new", subject.number)?])).collect()
}

fn read(folder: &Path) -> Result<Code, Error> {
    let text = |name: String| {
        let path = folder.join(&name);
        Ok((name, std::fs::read_to_string(&path).map_err(Error::at(&path))?))
    };
    files_below(folder, "ts")?.into_iter().map(text).collect()
}

struct Checker {
    tsc: PathBuf,
    root: PathBuf,
}

impl Checker {
    /// Returns the errors of the programs, by change.
    fn check(
        &self,
        sides: &BTreeMap<u64, Sides>,
        left: &BTreeSet<u64>,
        version: Version,
    ) -> Result<BTreeMap<u64, String>, Error> {
        let mut programs = Vec::new();
        for number in left {
            let side = &sides[number];
            let folder = folder(*number);
            let home = self.root.join(&folder);
            files::clear(&home)?;
            disk::write_all(&self.root, if version == Version::Old { &side.old } else { &side.new })?;
            write(&home.join(PROGRAM), &side.program)?;
            programs.push(format!("{folder}/{PROGRAM}"));
        }
        write(&self.root.join("tsconfig.json"), SETTINGS.replace("FILES", &json!(programs).to_string()))?;
        let run = Run::new("node")
            .arg("--max-old-space-size=6000")
            .arg(&self.tsc)
            .args(["--pretty", "false"])
            .current_dir(&self.root);
        let done = run.output()?;
        let output = String::from_utf8_lossy(&done.stdout);
        let mut found: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
        // Declarations that are not valid TypeScript prevent tsc from checking anything else.
        let is_blocked = !output.contains(PROGRAM);
        for line in output.lines().filter(|line| line.contains("error TS") && (is_blocked || line.contains(PROGRAM))) {
            if let Some(number) = number_in(line).filter(|number| left.contains(number)) {
                found.entry(number).or_default().push(line);
            }
        }
        if found.is_empty() && done.code != Some(0) {
            return Err(run.failed(&done));
        }
        Ok(found.into_iter().map(|(number, lines)| (number, head(&lines))).collect())
    }
}

#[cfg(unix)]
fn link(to: &Path, at: &Path) -> Result<(), Error> {
    std::os::unix::fs::symlink(to, at).map_err(Error::at(at))
}

#[cfg(not(unix))]
fn link(to: &Path, at: &Path) -> Result<(), Error> {
    std::os::windows::fs::symlink_dir(to, at).map_err(Error::at(at))
}
