//! `protoward doctor`: the versions of prost and tonic in a workspace, as text or as JSON.

use std::borrow::Cow;
use std::fmt::Write;
use std::path::PathBuf;

use super::console::Console;
use super::diagnostics;
use super::outcome::Outcome;
use super::terminal::{TextStyle, paint};
use protoward_doctor::{Dependency, Survey, survey};
use protoward_report::Style;
use protoward_source::{Place, Severity, Sources, count, list};

/// Report which versions of prost and tonic the crates of a workspace use, and which are incompatible
///
/// Inspects crates with a build dependency on protoward, tonic-prost-build, tonic-build or prost-build: their
/// `Cargo.toml` and the `Cargo.lock` that applies. Nothing is built, and cargo is not run.
#[derive(Debug, clap::Args)]
pub(super) struct Doctor {
    /// The folder of a workspace or a crate, including its subfolders
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,

    /// The output format
    #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
    format: AnswerFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum AnswerFormat {
    /// Text for terminals
    Text,
    /// One JSON object per line and crate
    Json,
}

impl Doctor {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        if !self.folder.is_dir() {
            console.problem(diagnostics::no_folder(&self.folder));
            return Outcome::Failed;
        }
        let (surveys, unreadable) = survey(&self.folder);
        console.problems(&unreadable, &Sources::default());
        for (index, survey) in surveys.iter().enumerate() {
            match self.format {
                AnswerFormat::Json => console.print(&object(survey)),
                AnswerFormat::Text => {
                    // The description is omitted if a program reads the output.
                    if console.prose().is_some() {
                        let gap = if index > 0 { "\n" } else { "" };
                        console.print(&format!("{gap}{}", described(survey, console.out_style())));
                    }
                    console.advice(&survey.report, &survey.sources);
                }
            }
        }
        let number = |fits| surveys.iter().filter(|survey| survey.fits() == fits).count();
        let all = count(surveys.len(), "crate");
        console.print_status(&match (surveys.len(), number(Some(false)), number(None)) {
            (0, ..) => "no crate here has a generator among its build dependencies".to_owned(),
            (_, 0, 0) => format!("{all} looked at: everything fits"),
            (_, 0, unknown) => format!("{all} looked at: not all versions are known in {unknown}, all others fit"),
            (_, ill, _) => format!("{all} looked at: something does not fit in {ill}"),
        });
        if number(Some(false)) == 0 && unreadable.is_empty() { Outcome::Fine } else { Outcome::Findings }
    }
}

fn described(survey: &Survey, style: Style) -> String {
    let with: Vec<String> = survey.generators.iter().map(|it| named(&it.package, it.version.as_deref())).collect();
    let (prost, tonic) = &survey.code_for;
    let of = |name, version: &Option<String>| version.as_ref().map(|version| format!("{name} {version}"));
    let code_for: Vec<String> = [of("prost", prost), of("tonic", tonic)].into_iter().flatten().collect();
    let code_for = if code_for.is_empty() { String::new() } else { format!(", for {}", list(&code_for)) };
    let mut text = format!(
        "{} ({})\n  generates with {}{code_for}\n",
        paint(&survey.name, TextStyle::Bold, style),
        survey.manifest,
        list(&with)
    );
    for dependency in &survey.dependencies {
        let built_on = dependency.built_on.as_ref().map(|base| format!(", on {base}")).unwrap_or_default();
        let named = named(&dependency.package, dependency.version.as_deref());
        writeln!(text, "  {} {named}{built_on}", mark(dependency, style)).expect("a string takes any text");
    }
    text
}

fn named(package: &str, version: Option<&str>) -> String {
    format!("{package} {}", version.unwrap_or("of an unknown version"))
}

fn mark(dependency: &Dependency, style: Style) -> String {
    let (mark, ink) = match (dependency.fits, style.unicode) {
        (Some(true), true) => ("✓", TextStyle::Good),
        (Some(true), false) => ("+", TextStyle::Good),
        (Some(false), true) => ("✗", TextStyle::Bad),
        (Some(false), false) => ("x", TextStyle::Bad),
        (None, _) => ("?", TextStyle::Dim),
    };
    paint(mark, ink, style)
}

/// Returns the JSON object of a crate. Its keys are stable.
fn object(survey: &Survey) -> String {
    let Survey { name, manifest, generators, code_for: (prost, tonic), dependencies, report, sources } = survey;
    let generators: Vec<_> =
        generators.iter().map(|it| serde_json::json!({"package": it.package, "version": it.version})).collect();
    let dependency = |it: &Dependency| {
        let Dependency { package, version, built_on, fits } = it;
        serde_json::json!({"package": package, "version": version, "built_on": built_on, "fits": fits})
    };
    let finding = |it: &protoward_source::Diagnostic| {
        let severity = if it.severity == Severity::Error { "error" } else { "warning" };
        let mut object = serde_json::json!({"severity": severity, "message": it.message, "help": it.help});
        if let Some((path, line, column)) = it.place().and_then(|place| located(place, sources)) {
            object["path"] = path.into();
            object["start_line"] = line.into();
            object["start_column"] = column.into();
        }
        object
    };
    let answer = serde_json::json!({
        "crate": name,
        "manifest": manifest,
        "generators": generators,
        "prost": prost,
        "tonic": tonic,
        "dependencies": dependencies.iter().map(dependency).collect::<Vec<_>>(),
        "fits": survey.fits(),
        "findings": report.iter().map(finding).collect::<Vec<_>>(),
    });
    format!("{answer}\n")
}

fn located(place: Place, sources: &Sources) -> Option<(Cow<'_, str>, u32, u32)> {
    let start = sources.start(place)?;
    Some((sources.get(place.source).portable(), start.line + 1, start.column + 1))
}
