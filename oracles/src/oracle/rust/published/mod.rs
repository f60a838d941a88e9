//! Migrates published crates from prost-build, tonic-build and tonic-prost-build to protoward-build as docs/rust.md says, in each way
//! to get the generator. Runs the same unit tests, and compares the generated code.

mod generator;
mod way;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use self::generator::Generator;
use self::way::WAYS;
use crate::oracle::crates::{Files, copy, differences, gather};
use crate::oracle::share::Share;
use protoward_kit::cargo_crate::CargoCrate;
use protoward_kit::error::Error;
use protoward_kit::registries::{Pin, Registry};
use protoward_kit::{Outcome, corpus, files, workspace};

/// Names, versions, generators, and the arguments of `cargo test` for code and tests that use generated code.
const CRATES: &[(&str, &str, Generator, &[&str])] = &[
    ("cln-grpc", "0.7.0", Generator::TonicProst, &["--all-features"]),
    ("containerd-client", "0.9.0", Generator::TonicProst, &[]),
    ("etcd-client", "0.21.1", Generator::TonicProst, &[]),
    ("fedimint-tonic-lnd", "0.4.0", Generator::Tonic, &[]),
    ("gtfs-realtime", "0.2.0", Generator::Prost, &[]),
    ("hedera-proto", "0.20.0", Generator::Tonic, &[]),
    ("k8s-cri", "0.11.0", Generator::TonicProst, &[]),
    ("metrics-exporter-tcp", "0.11.2", Generator::Prost, &[]),
    ("pbjson-types", "0.9.0", Generator::Prost, &[]),
    ("prometheus-client", "0.26.0", Generator::Prost, &["--features", "openmetrics_protobuf,prometheus_protobuf"]),
    ("reapi", "0.3.0", Generator::Tonic, &["--all-features"]),
    ("tracing-perfetto-sdk-schema", "0.13.1", Generator::Prost, &[]),
    ("yellowstone-grpc-proto", "14.0.1", Generator::TonicProst, &[]),
    ("zeebe-rs", "0.4.1", Generator::Tonic, &[]),
];

/// Returns the versions of the crates.
pub(in crate::oracle) fn pins() -> impl Iterator<Item = Pin> {
    let place = "oracles/src/oracle/rust/published/mod.rs";
    CRATES.iter().map(move |&(name, version, ..)| Pin::new(Registry::Crates, name, version, place))
}

pub(super) fn run() -> Result<Outcome, Error> {
    let protoc = corpus::protoc()?;
    let protoward = workspace::protoward(workspace::Profile::Dev)?;
    let mut agreeing = 0;
    for &(name, version, generator, arguments) in CRATES {
        let place = Place::new(name, version, generator, arguments)?;
        match place.compare(&protoc, &protoward)? {
            Ok(agreement) => {
                agreeing += 1;
                println!("{name} {version}: {agreement}");
            }
            Err(why) => println!("DIFFERS {name} {version}: {why}"),
        }
    }
    let share = Share::new("crates build in all ways and pass the same tests", agreeing, CRATES.len(), 1000);
    println!("  {share}");
    Ok(if share.is_met() { Outcome::Passed } else { Outcome::Findings })
}

/// The results of building and testing a crate.
struct Built {
    /// The names of the unit tests that pass.
    passed: BTreeSet<String>,
    /// The generated Rust code by path.
    code: Files,
}

/// The folder of one crate.
struct Place {
    name: &'static str,
    generator: Generator,
    source: PathBuf,
    folder: PathBuf,
    arguments: &'static [&'static str],
}

impl Place {
    fn new(
        name: &'static str,
        version: &str,
        generator: Generator,
        arguments: &'static [&'static str],
    ) -> Result<Place, Error> {
        let source = corpus::source_of_crate(name, version)?;
        Ok(Place { name, generator, source, folder: workspace::scratch("published")?.join(name), arguments })
    }

    /// Compares the crate as it is with the migrated one. Returns how they agree, or the difference.
    fn compare(&self, protoc: &Path, protoward: &Path) -> Result<Result<String, String>, Error> {
        let generator = self.generator.name();
        let before = match self.build([("PROTOC", protoc), ("PROTOWARD", Path::new(""))], |_| Ok(()))? {
            Ok(before) => before,
            Err(why) => return Ok(Err(format!("it fails with {generator}\n{why}"))),
        };
        let mut first: Option<Built> = None;
        for way in WAYS {
            let migrate = |folder: &Path| {
                self.generator.replace(folder, &way.dependency())?;
                way.configure(folder, protoward)
            };
            let variables = [("PROTOC", Path::new("no-such-program")), ("PROTOWARD", way.variable(protoward))];
            let after = match self.build(variables, migrate)? {
                Ok(after) => after,
                Err(why) => return Ok(Err(format!("it fails with protoward-build, {way}\n{why}"))),
            };
            if before.passed != after.passed {
                return Ok(Err(format!("{way}: before {:?}, after {:?}", before.passed, after.passed)));
            }
            if let Some(first) = &first {
                let different = differences(&first.code, &after.code);
                if !different.is_empty() {
                    return Ok(Err(format!("{way}: other code than {}: {}", WAYS[0], different.join(", "))));
                }
            }
            first.get_or_insert(after);
        }
        let after = first.map(|after| after.code).unwrap_or_default();
        Ok(code_agreement(&before.code, &after).map(|code| format!("{} tests, {code}", before.passed.len())))
    }

    /// Applies a change to the crate, builds it and runs its unit tests. Returns the results, or the reason why they fail.
    fn build(
        &self,
        variables: [(&str, &Path); 2],
        change: impl Fn(&Path) -> Result<(), Error>,
    ) -> Result<Result<Built, String>, Error> {
        files::clear(&self.folder)?;
        copy(&self.source, &self.folder)?;
        way::edit(&self.folder.join("Cargo.toml"), |manifest| format!("{manifest}\n[workspace]\n"))?;
        // All crates share the builds of dependencies.
        let package = CargoCrate::built_into(&self.folder, workspace::scratch("published")?.join("target"));
        package.unlock()?;
        change(&self.folder)?;
        package.remove_script_outputs(self.name)?;
        let run = package
            .cargo(&["test", "--quiet", "--lib"])
            .args(self.arguments)
            .args(["--", "--format", "pretty"])
            .env("CARGO_PROFILE_DEV_DEBUG", "0");
        let run = variables.into_iter().fold(run, |run, (name, value)| run.env(name, value));
        let done = run.output()?;
        if done.code != Some(0) {
            return Ok(Err(format!("{}{}", String::from_utf8_lossy(&done.stdout), done.stderr)));
        }
        let stdout = String::from_utf8_lossy(&done.stdout);
        let passed = stdout.lines().filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... ok"));
        let mut code = Files::new();
        for output in package.script_outputs(self.name)? {
            gather(&output, "", &mut code)?;
        }
        code.retain(|name, _| name.ends_with(".rs"));
        Ok(Ok(Built { passed: passed.map(str::to_owned).collect(), code }))
    }
}

/// Returns how the code agrees, or the difference. The folder of modules is new, and comments may differ.
fn code_agreement(before: &Files, after: &Files) -> Result<String, String> {
    let names = |files: &Files| files.keys().filter(|name| !is_of_modules(name)).cloned().collect::<BTreeSet<_>>();
    let theirs = names(before);
    let ours = names(after);
    if theirs.is_empty() {
        return Err("no code is generated".to_owned());
    }
    if theirs != ours {
        return Err(format!("generated files: before {theirs:?}, after {ours:?}"));
    }
    let different: Vec<&str> = ours.iter().map(String::as_str).filter(|name| before[*name] != after[*name]).collect();
    let is_other_code = |name: &&&str| without_comments(&before[**name]) != without_comments(&after[**name]);
    let in_code: Vec<&&str> = different.iter().filter(is_other_code).collect();
    if in_code.is_empty() {
        Ok(format!("{} generated files, {} of them with other comments or lints", ours.len(), different.len()))
    } else {
        Err(format!("other code: {in_code:?}"))
    }
}

fn is_of_modules(path: &str) -> bool {
    Path::new(path).file_name().is_some_and(|name| name == "mod.rs")
}

/// Returns the lines of code that are neither comments, nor attributes that turn off lints of clippy, nor empty: comments of other
/// forms have empty lines around them.
fn without_comments(code: &[u8]) -> Vec<&[u8]> {
    let lines = code.split(|&byte| byte == b'\n');
    let is_code = |line: &&[u8]| {
        let line = line.trim_ascii();
        !line.is_empty() && !line.starts_with(b"//") && line != b"#[allow(clippy::all)]"
    };
    lines.filter(is_code).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn code_may_differ_in_comments_only() {
        let files = |code: &str| Files::from([("a.rs".to_owned(), code.as_bytes().to_vec())]);
        let before = files("/// [a]\nstruct A;\n");
        assert_eq!(
            code_agreement(&before, &files("/// `a`\nstruct A;\n")).as_deref(),
            Ok("1 generated files, 1 of them with other comments or lints")
        );
        assert!(code_agreement(&Files::new(), &Files::new()).is_err());
        assert_eq!(code_agreement(&before, &files("struct B;\n")).unwrap_err(), r#"other code: ["a.rs"]"#);
        let mut with_modules = before.clone();
        with_modules.insert("out/mod.rs".to_owned(), Vec::new());
        assert!(code_agreement(&before, &with_modules).is_ok());
        with_modules.insert("b.rs".to_owned(), Vec::new());
        assert!(code_agreement(&before, &with_modules).unwrap_err().starts_with("generated files: "));
    }
}
