//! `protoward semver`: the version bump of the next release.

use std::fmt::Write;

use super::against::AgainstArgs;
use super::console::Console;
use super::diagnostics;
use super::gate_args::GateArgs;
use super::input::InputArgs;
use super::outcome::Outcome;
use super::parts::{Comparing, InputParts};
use super::parts_report::report_no_verdict;
use super::plugin_limits;
use super::terminal::{TextStyle, paint};
use protoward_breaking::Bump;
use protoward_breaking::release::{Reason, Release, ReleaseVersion};
use protoward_gate::NextRelease;
use protoward_report::Style;
use protoward_source::{Diagnostic, Place, Sources, count, list};

/// Compute the version bump of the next release: major, minor, patch or none, with the reasons
///
/// Findings of the configured rules are major. Additions, deprecations, and breaking changes that the configuration
/// accepts are minor. Changed comments and options are a patch; formatting is none. What the configuration permits that
/// the one of the last release reports is listed.
///
/// Exits with 0 whatever the bump is, and with 1 if it cannot be computed.
#[derive(Debug, clap::Args)]
#[command(mut_arg("against", |arg| arg.help("The last release, such as `git:v1.4.2` [default: the latest tag]")))]
#[command(mut_arg("against_config", |arg| arg.help("The configuration of the last release: a file, or its text")))]
pub(super) struct Semver {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    against: AgainstArgs,

    /// The version of the last release, to compute the next one [default: from the name of its tag]
    #[arg(long, value_name = "VERSION", value_parser = ReleaseVersion::parse)]
    current: Option<ReleaseVersion>,

    /// The output format
    #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
    format: AnswerFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum AnswerFormat {
    /// Text for terminals
    Text,
    /// One JSON object, for release tools
    Json,
}

impl Semver {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let mut sources = Sources::default();
        let Some(args) = self.only_project(console) else { return Outcome::Failed };
        let Some(input) = args.parse(console) else { return Outcome::Failed };
        let gate = match plugin_limits::gate() {
            Ok(gate) => gate,
            Err(report) => {
                console.problems(&report, &sources);
                return Outcome::Failed;
            }
        };
        let against = self.against.of_project(&args).or("latest-tag");
        let baselines = against.baselines(&args, true, false);
        let current = self.current.clone();
        let next = match gate.next_release((&input, &args.options()), &baselines, current, &mut sources) {
            Ok(next) => next,
            Err(reason) => return report_no_verdict(reason, &sources, console).report(&sources, console),
        };
        console.problems(&next.notes, &sources);
        let answer = SemverAnswer { next, sources };
        console.print(&match self.format {
            AnswerFormat::Text => answer.text(console.out_style()),
            AnswerFormat::Json => answer.next.json(&answer.sources),
        });
        Outcome::Fine
    }
}

impl Semver {
    /// Returns the only project of both sides. One that was deleted since the last release is another one.
    fn only_project(&self, console: &mut Console) -> Option<InputArgs> {
        let against = &self.against.or("latest-tag");
        let gate = &GateArgs::default();
        match (Comparing { input: &self.input, against, gate }).parts(console) {
            Ok(InputParts::Several(parts)) if parts.len() > 1 => {
                let names: Vec<String> = parts.iter().map(|part| format!("`{}`", part.name)).collect();
                console.problem(diagnostics::several_projects(VERSION, self.input.input(), &list(&names)));
                None
            }
            Ok(_) => self.input.only_project(VERSION, console),
            Err(_) => None,
        }
    }
}

/// The result of the command in messages.
const VERSION: &str = "a version";

struct SemverAnswer {
    next: NextRelease,
    sources: Sources,
}

impl SemverAnswer {
    fn text(&self, style: Style) -> String {
        let Release { reasons, packages, .. } = &self.next.release;
        let mut text = format!("{}\n", self.headline(style));
        for bump in [Bump::Major, Bump::Minor, Bump::Patch] {
            let reasons: Vec<_> = reasons.iter().filter(|reason| reason.bump == bump).collect();
            if reasons.is_empty() {
                continue;
            }
            let title = format!("{}: {}", bump.id(), count(reasons.len(), "change"));
            writeln!(text, "\n{}", paint(&title, ink_of(bump), style)).expect("a string takes any text");
            reasons.iter().for_each(|reason| text.push_str(&self.line(reason, style)));
        }
        if !self.next.relaxed.is_empty() {
            let title = count(self.next.relaxed.len(), "relaxation");
            let title = paint(&format!("the gate: {title}"), TextStyle::Bad, style);
            writeln!(text, "\n{title}").expect("a string takes any text");
            self.next.relaxed.iter().for_each(|relaxation| text.push_str(&self.relaxation(relaxation, style)));
        }
        if !packages.is_empty() {
            writeln!(text, "\n{}", paint("packages", TextStyle::Bold, style)).expect("a string takes any text");
            for advice in packages {
                writeln!(text, "  {}", advice.text).expect("a string takes any text");
            }
        }
        text
    }

    /// Returns the headline: `major: 1.4.2 -> 2.0.0 (since git:v1.4.2)`.
    fn headline(&self, style: Style) -> String {
        let NextRelease { release, current, against, relaxed: _, notes: _ } = &self.next;
        let bump = paint(release.bump.id(), ink_of(release.bump), style);
        match (current, self.next.version()) {
            (Some(current), _) if release.bump == Bump::None => format!("{bump}: {current} stays (since {against})"),
            (Some(current), Some(next)) => format!("{bump}: {current} -> {next} (since {against})"),
            _ => format!("{bump} (since {against})"),
        }
    }

    fn line(&self, reason: &Reason, style: Style) -> String {
        let rule =
            reason.kind.rule().map(|rule| format!("{} ", paint(rule.id(), TextStyle::Dim, style))).unwrap_or_default();
        let place = reason.place.map(|place| format!("{}: ", self.place(place))).unwrap_or_default();
        format!("  {place}{rule}{}\n", reason.message)
    }

    fn relaxation(&self, relaxation: &Diagnostic, style: Style) -> String {
        let rule = paint(relaxation.code.as_str(), TextStyle::Dim, style);
        let place = relaxation.place().map(|place| format!("{}: ", self.place(place))).unwrap_or_default();
        format!("  {place}{rule} {}\n", relaxation.message)
    }

    fn place(&self, place: Place) -> String {
        let name = &self.sources.get(place.source).display;
        match self.sources.start(place) {
            Some(start) => format!("{name}:{}:{}", start.line + 1, start.column + 1),
            None => name.clone(),
        }
    }
}

const fn ink_of(bump: Bump) -> TextStyle {
    match bump {
        Bump::Major => TextStyle::Bad,
        Bump::Minor | Bump::Patch => TextStyle::Open,
        Bump::None => TextStyle::Good,
    }
}
