use std::fmt::Write;

use super::against::AgainstArgs;
use super::console::Console;
use super::input::InputArgs;
use super::outcome::Outcome;
use super::paint::{TextStyle, paint};
use super::sides::SideArgs;
use super::words::count;
use super::{nested, plugin_limits};
use protoward_gate::{Old, Sides, Unchanged, judge};
use protoward_report::Style;
use protoward_rules::Bump;
use protoward_rules::release::{self, Reason, Release};
use protoward_source::{Place, Report, Sources};

/// Compute the version bump of the next release: major, minor, patch or none, with the reasons
///
/// Findings of the configured rules are major. Additions, deprecations, and breaking changes that the configuration
/// accepts are minor. Changed comments and options are a patch; formatting is none.
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
    #[arg(long, value_name = "VERSION", value_parser = CurrentVersion::parse)]
    current: Option<CurrentVersion>,

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

/// A version as the user writes it, with or without a leading `v`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct CurrentVersion {
    prefix: &'static str,
    version: ::semver::Version,
}

impl CurrentVersion {
    fn parse(text: &str) -> Result<Self, String> {
        let (prefix, digits) = match text.strip_prefix('v') {
            Some(digits) => ("v", digits),
            None => ("", text),
        };
        match ::semver::Version::parse(digits) {
            Ok(version) => Ok(Self { prefix, version }),
            Err(error) => Err(format!("{error}; a version has three numbers, as in `1.4.2` or `v2.0.0-rc.1`")),
        }
    }

    /// Returns the version in a reference to a tag: `git:v1.4.2`, `.git#tag=proto/1.4.2`.
    fn of_tag(against: &str) -> Option<Self> {
        let revision = against.strip_prefix("git:").or_else(|| {
            let options = against.split_once('#')?.1;
            options.split(',').find_map(|option| option.strip_prefix("tag=").or_else(|| option.strip_prefix("ref=")))
        })?;
        Self::of_name(revision)
    }

    /// Returns the version at the end of a tag: `v1.4.2`, `api/v1.4.2`, `release-1.4.2`.
    fn of_name(tag: &str) -> Option<Self> {
        let starts = tag.match_indices(['/', '-', '_', '@']).map(|(at, _)| at + 1);
        std::iter::once(0).chain(starts).find_map(|start| Self::parse(&tag[start..]).ok())
    }

    fn next(&self, bump: Bump) -> String {
        format!("{}{}", self.prefix, release::next(&self.version, bump))
    }
}

impl std::fmt::Display for CurrentVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.prefix, self.version)
    }
}

impl Semver {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let mut sources = Sources::default();
        let Self { input, against, .. } = self;
        nested::note_left_out(input, "a version is that of one project", console);
        let args = SideArgs {
            input,
            against,
            otherwise: Some("latest-tag"),
            is_required: true,
            if_baseline: false,
            gate: None,
        };
        // The advice for packages needs all packages.
        let Sides { olds, new, .. } = match args.sides(Unchanged::Kept, &mut sources, console) {
            Ok(sides) => sides,
            Err(outcome) => return outcome,
        };
        let policy = match plugin_limits::gate().and_then(|gate| gate.policy_of_configuration(&new)) {
            Ok(policy) => policy,
            Err(report) => {
                console.problems(&report, &sources);
                return Outcome::Failed;
            }
        };
        let release = |old: &Old| {
            let verdict = judge(&old.workspace, &new, &sources, &policy);
            if verdict.failures.has_errors() {
                return Err(verdict.failures);
            }
            Ok(release::judge(&old.workspace.schema, &new.schema, &verdict.findings))
        };
        // Only a merge base after criss-cross merges stands for several commits.
        let releases: Result<Vec<_>, Report> = olds.iter().map(|old| Ok((release(old)?, old))).rev().collect();
        let releases = match releases {
            Ok(releases) => releases.into_iter(),
            Err(report) => {
                console.problems(&report, &sources);
                return Outcome::Failed;
            }
        };
        let Some((release, Old { workspace: old, baseline, .. })) = releases.max_by_key(|(release, _)| release.bump)
        else {
            return Outcome::Failed;
        };
        let found = || old.origin.commit.as_ref().and_then(|commit| CurrentVersion::of_name(&commit.asked));
        let current = self.current.clone().or_else(|| CurrentVersion::of_tag(baseline.text())).or_else(found);
        let answer = SemverAnswer { release, current, against: baseline.named(old), sources };
        console.print(&match self.format {
            AnswerFormat::Text => answer.text(console.out_style()),
            AnswerFormat::Json => answer.json(),
        });
        Outcome::Fine
    }
}

struct SemverAnswer {
    release: Release,
    current: Option<CurrentVersion>,
    against: String,
    sources: Sources,
}

impl SemverAnswer {
    fn text(&self, style: Style) -> String {
        let mut text = format!("{}\n", self.headline(style));
        for bump in [Bump::Major, Bump::Minor, Bump::Patch] {
            let reasons: Vec<_> = self.release.reasons.iter().filter(|reason| reason.bump == bump).collect();
            if reasons.is_empty() {
                continue;
            }
            let title = format!("{}: {}", bump.id(), count(reasons.len(), "change"));
            writeln!(text, "\n{}", paint(&title, ink_of(bump), style)).expect("a string takes any text");
            reasons.iter().for_each(|reason| text.push_str(&self.line(reason, style)));
        }
        if !self.release.packages.is_empty() {
            writeln!(text, "\n{}", paint("packages", TextStyle::Bold, style)).expect("a string takes any text");
            for advice in &self.release.packages {
                writeln!(text, "  {}", advice.text).expect("a string takes any text");
            }
        }
        text
    }

    /// Returns the headline: `major: 1.4.2 -> 2.0.0 (since git:v1.4.2)`.
    fn headline(&self, style: Style) -> String {
        let bump = paint(self.release.bump.id(), ink_of(self.release.bump), style);
        match &self.current {
            Some(current) if self.release.bump == Bump::None => {
                format!("{bump}: {current} stays (since {})", self.against)
            }
            Some(current) => {
                format!("{bump}: {current} -> {} (since {})", current.next(self.release.bump), self.against)
            }
            None => format!("{bump} (since {})", self.against),
        }
    }

    fn line(&self, reason: &Reason, style: Style) -> String {
        let rule =
            reason.kind.rule().map(|rule| format!("{} ", paint(rule.id(), TextStyle::Dim, style))).unwrap_or_default();
        let place = reason.place.map(|place| format!("{}: ", self.place(place))).unwrap_or_default();
        format!("  {place}{rule}{}\n", reason.message)
    }

    fn place(&self, place: Place) -> String {
        let name = self.path(place);
        match self.sources.start(place) {
            Some(start) => format!("{name}:{}:{}", start.line + 1, start.column + 1),
            None => name.to_owned(),
        }
    }

    fn path(&self, place: Place) -> &str {
        &self.sources.get(place.source).display
    }

    /// Returns the answer as JSON. Its keys are stable.
    fn json(&self) -> String {
        let Self { release, current, against, .. } = self;
        let reasons: Vec<_> = release.reasons.iter().map(|reason| self.reason(reason)).collect();
        let advice = |advice: &release::PackageAdvice| {
            serde_json::json!({
                "package": advice.package,
                "stable": advice.is_stable,
                "next_package": advice.next,
                "advice": advice.text,
            })
        };
        let answer = serde_json::json!({
            "bump": release.bump.id(),
            "current": current.as_ref().map(ToString::to_string),
            "next": current.as_ref().map(|current| current.next(release.bump)),
            "against": against,
            "changes": reasons,
            "packages": release.packages.iter().map(advice).collect::<Vec<_>>(),
        });
        format!("{answer:#}\n")
    }

    fn reason(&self, reason: &Reason) -> serde_json::Value {
        let mut object = serde_json::json!({
            "bump": reason.bump.id(),
            "kind": reason.kind.id(),
            "package": reason.package,
            "message": reason.message,
        });
        if let Some(rule) = reason.kind.rule() {
            object["rule"] = rule.id().into();
        }
        if let Some(element) = &reason.element {
            object["element"] = element.as_str().into();
        }
        if let Some(place) = reason.place {
            object["path"] = self.path(place).into();
            if let Some(start) = self.sources.start(place) {
                object["start_line"] = (start.line + 1).into();
                object["start_column"] = (start.column + 1).into();
            }
        }
        object
    }
}

const fn ink_of(bump: Bump) -> TextStyle {
    match bump {
        Bump::Major => TextStyle::Bad,
        Bump::Minor | Bump::Patch => TextStyle::Open,
        Bump::None => TextStyle::Good,
    }
}

#[cfg(test)]
mod tests {
    use super::CurrentVersion;

    #[test]
    fn parses_the_version_of_a_tag() {
        let of = |against: &str| CurrentVersion::of_tag(against).map(|version| version.to_string());
        assert_eq!(of("git:v1.4.2").as_deref(), Some("v1.4.2"));
        assert_eq!(of("git:proto/1.4.2-rc.1").as_deref(), Some("1.4.2-rc.1"));
        assert_eq!(of(".git#tag=v2.0.0,subdir=proto").as_deref(), Some("v2.0.0"));
        assert_eq!(of("git:release-1.4.2-rc.1").as_deref(), Some("1.4.2-rc.1"));
        assert_eq!(of("git:user-api-v2.0.0").as_deref(), Some("v2.0.0"));
        assert_eq!(of("git:HEAD~1"), None);
        assert_eq!(of("old.binpb"), None);
    }
}
