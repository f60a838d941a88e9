//! The pinned versions of oracles and peers, compared with the newest versions of their registries.
//!
//! `pins` collects the pins; `protoward_kit` asks the registries and compares versions. A registry that does not answer is reported as unknown, never as up to date.

mod pins;

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::Args;

use protoward_kit::error::Error;
use protoward_kit::parallel;
use protoward_kit::registries::{Pin, Question, newest, version};

/// Packages that stay behind on purpose, in all places or in one file, each with the reason.
const HELD: &[(&str, Option<&str>, &str)] = &[
    ("@types/node", None, "Node.js 20 is the oldest supported one"),
    // Verdicts, descriptors and Python modules agree for 6.0.1; the samples of `breaking`, `truth` and others are not compared yet.
    ("google-proto-files", None, "version 6 has 800 files fewer, and changes every sample"),
    ("protobuf", Some("fixtures/runtimes/rust-protobuf/Cargo.toml"), "version 4 is another crate, of Google"),
    ("protobuf-codegen", Some("fixtures/runtimes/rust-protobuf/Cargo.toml"), "version 4 is another crate, of Google"),
    ("structured-proxy", None, "version 8 needs Rust 1.99"),
    ("@types/vscode", None, "VS Code 1.91 is the oldest supported one"),
    ("@vscode/vsce", None, "version 4 needs Node.js 22"),
    ("typescript", Some("editors/vscode/package.json"), "typescript-eslint 8 needs TypeScript 6"),
    ("typescript", Some("examples/clients/rest/package.json"), "openapi-typescript 7 needs TypeScript 5"),
];

#[derive(Args)]
pub struct Options {
    /// Exit with 1 if a version is newer than its pin
    #[arg(long)]
    check: bool,
    /// Only packages whose names contain this text
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
}

/// The comparison of a pin with its registry.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    Newest,
    Newer,
    /// There is a newer version, which [`HELD`] excludes for this reason.
    Held(&'static str),
    /// [`HELD`] lists the package although its pin is the newest version.
    HeldForNothing,
    /// The registry has not answered.
    Unknown(String),
}

/// Prints the table.
pub fn run(options: &Options) -> Result<ExitCode, Error> {
    let mut pins = pins::all()?;
    pins.retain(|pin| options.only.as_ref().is_none_or(|only| pin.name.contains(only)));
    pins.sort_by_key(|pin| (pin.question(), pin.place.clone()));
    pins.dedup();
    let answers = answers(&pins);
    let rows: Vec<Row<'_>> = pins.iter().map(|pin| Row::new(pin, &answers[&pin.question()])).collect();
    print!("{}", table(&rows));
    let is_behind = rows.iter().any(|row| matches!(row.verdict, Verdict::Newer | Verdict::HeldForNothing));
    Ok(if options.check && is_behind { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Asks the registries, each question once.
fn answers(pins: &[Pin]) -> BTreeMap<Question, Result<String, String>> {
    let mut questions: Vec<Question> = pins.iter().map(Pin::question).collect();
    questions.dedup();
    let ask = |(registry, name, line): &Question| {
        let newest = newest(*registry, name, line.as_deref());
        newest.map_err(|error| error.to_string().lines().next().unwrap_or_default().to_owned())
    };
    let answers = parallel::map(&questions, ask);
    questions.into_iter().zip(answers).collect()
}

/// A line of the table.
struct Row<'a> {
    pin: &'a Pin,
    newest: &'a str,
    verdict: Verdict,
}

impl<'a> Row<'a> {
    fn new(pin: &'a Pin, answer: &'a Result<String, String>) -> Row<'a> {
        let newest = answer.as_deref().unwrap_or("?");
        Row { pin, newest, verdict: verdict(pin, answer) }
    }
}

fn verdict(pin: &Pin, answer: &Result<String, String>) -> Verdict {
    let held = HELD.iter().find(|(name, place, _)| *name == pin.name && place.is_none_or(|place| place == pin.place));
    match (answer, held) {
        (Err(why), _) => Verdict::Unknown(why.clone()),
        (Ok(newest), held) => match (version::is_newer(newest, &pin.version), held) {
            (None, _) => Verdict::Unknown(format!("`{}` and `{newest}` cannot be compared", pin.version)),
            (Some(true), Some((_, _, why))) => Verdict::Held(why),
            (Some(true), None) => Verdict::Newer,
            (Some(false), Some(_)) => Verdict::HeldForNothing,
            (Some(false), None) => Verdict::Newest,
        },
    }
}

fn table(rows: &[Row<'_>]) -> String {
    let cells = rows.iter().map(|row| {
        let name = match &row.pin.line {
            Some(line) => format!("{} {line}", row.pin.name),
            None => row.pin.name.clone(),
        };
        let remark = match &row.verdict {
            Verdict::Newest => String::new(),
            Verdict::Newer => "newer".to_owned(),
            Verdict::Held(why) => format!("held: {why}"),
            Verdict::HeldForNothing => "held without need: remove it from `HELD`".to_owned(),
            Verdict::Unknown(why) => format!("NOT KNOWN: {why}"),
        };
        [
            row.pin.registry.name().to_owned(),
            name,
            row.pin.version.clone(),
            row.newest.to_owned(),
            row.pin.place.clone(),
            remark,
        ]
    });
    let head = ["registry", "package", "pinned", "newest", "where", ""].map(str::to_owned);
    let cells: Vec<[String; 6]> = std::iter::once(head).chain(cells).collect();
    let width = |column: usize| cells.iter().map(|row| row[column].len()).max().unwrap_or_default();
    let widths: [usize; 6] = std::array::from_fn(width);
    let line = |row: &[String; 6]| {
        let padded = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        format!("{}\n", padded.collect::<Vec<_>>().join("  ").trim_end())
    };
    let count = |is: fn(&Verdict) -> bool| rows.iter().filter(|row| is(&row.verdict)).count();
    format!(
        "{}\n{} pins: {} newer, {} held, {} not known\n",
        cells.iter().map(line).collect::<String>(),
        rows.len(),
        count(|verdict| *verdict == Verdict::Newer),
        count(|verdict| matches!(verdict, Verdict::Held(_) | Verdict::HeldForNothing)),
        count(|verdict| matches!(verdict, Verdict::Unknown(_))),
    )
}

#[cfg(test)]
mod tests {
    use protoward_kit::registries::Registry;

    use super::*;

    fn judged(name: &str, pinned: &str, answer: Result<&str, &str>) -> Verdict {
        let pin = Pin::new(Registry::Npm, name, pinned, "pins.rs");
        verdict(&pin, &answer.map(str::to_owned).map_err(str::to_owned))
    }

    #[test]
    fn does_not_count_a_registry_without_an_answer_as_current() {
        assert_eq!(judged("buf", "1.75.0", Ok("1.75.0")), Verdict::Newest);
        assert_eq!(judged("buf", "1.75.0", Ok("1.76.0")), Verdict::Newer);
        assert!(matches!(judged("buf", "1.75.0", Err("no network")), Verdict::Unknown(_)));
        assert!(matches!(judged("buf", "1.75.0", Ok("none")), Verdict::Unknown(_)));
    }

    #[test]
    fn counts_a_held_package_as_behind() {
        let (name, _, why) = HELD[0];
        assert_eq!(judged(name, "20.19.0", Ok("26.0.0")), Verdict::Held(why));
        assert_eq!(judged(name, "26.0.0", Ok("26.0.0")), Verdict::HeldForNothing);
        // `HELD` does not cover other files.
        assert_eq!(judged("typescript", "5.9.3", Ok("7.0.2")), Verdict::Newer);
    }

    #[test]
    fn prints_a_line_for_each_pin() {
        let pins = [
            Pin::new(Registry::Npm, "buf", "1.75.0", "pins.rs"),
            Pin { line: Some("0.13".to_owned()), ..Pin::new(Registry::Crates, "prost", "0.13.5", "Cargo.lock") },
        ];
        let answers = [Ok("1.76.0".to_owned()), Err("`cargo` failed".to_owned())];
        let rows: Vec<Row<'_>> = pins.iter().zip(&answers).map(|(pin, answer)| Row::new(pin, answer)).collect();
        let expected = "registry   package     pinned  newest  where\n\
                        npm        buf         1.75.0  1.76.0  pins.rs     newer\n\
                        crates.io  prost 0.13  0.13.5  ?       Cargo.lock  NOT KNOWN: `cargo` failed\n\
                        \n2 pins: 1 newer, 0 held, 1 not known\n";
        assert_eq!(table(&rows), expected);
    }

    #[test]
    fn every_held_package_has_a_pin() {
        let pins = pins::all().unwrap_or_default();
        let is_pinned = |name: &str, place: Option<&str>| {
            pins.iter().any(|pin| pin.name == name && place.is_none_or(|place| place == pin.place))
        };
        let missing: Vec<_> = HELD.iter().filter(|(name, place, _)| !is_pinned(name, *place)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
