//! Diagnostics about policies: unknown rules, and ignores that are invalid, expired or unused.

use crate::codes;
use crate::ignores::IgnoreUsage;
use crate::{Catalog, CommentIgnore, ConfigVersion, END_FORMS, Ignore, MistakenEnd, PolicySettings};
use protoward_source::{Diagnostic, Label, LocatedText, Place, count, nearest};

/// Adds the place of a configuration value.
fn named_at(diagnostic: Diagnostic, word: &LocatedText) -> Diagnostic {
    match word.place {
        Some(place) => diagnostic.label(place, "named here"),
        None => diagnostic,
    }
}

pub(crate) fn unknown_rule_in_config(word: &LocatedText, catalog: &Catalog, version: ConfigVersion) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::UNKNOWN_RULE, format!("unknown rule or category `{}`", word.text));
    let help = match catalog.elsewhere(&word.text) {
        Some(elsewhere) => format!("`{}` is {elsewhere}", word.text),
        None => proposal(&word.text, &catalog.names(version)),
    };
    named_at(diagnostic.help(help), word)
}

/// Proposes the nearest name, or else the only one that has the name as a part, for `FIELD_LOWER_SNAKE`.
fn proposal(name: &str, known: &[&str]) -> String {
    let near = nearest(name, known.iter().copied()).first().copied();
    let name = name.to_uppercase();
    let mut longer = known.iter().copied().filter(|other| name.len() >= LEAST_PART && other.contains(&name));
    match near.or_else(|| longer.next().filter(|_| longer.next().is_none())) {
        Some(near) => format!("did you mean `{near}`? `protoward rules` lists all rules"),
        None => "`protoward rules` lists all rules with their categories".to_owned(),
    }
}

/// The least length of a part of a name for which the whole name is proposed.
const LEAST_PART: usize = 5;

/// An error: the comment ignores nothing, which its author may never see. A warning suffices for a comment of buf.
pub(crate) fn unknown_rule_in_comment(
    name: &str,
    comment: &CommentIgnore,
    catalog: &Catalog,
    version: ConfigVersion,
) -> Diagnostic {
    let help = match catalog.elsewhere(name) {
        Some(elsewhere) => format!("`{name}` is {elsewhere}; this is a comment for `{}`", catalog.name()),
        None => proposal(name, &catalog.names(version)),
    };
    let message = format!("unknown rule or category `{name}` in a comment that ignores findings");
    let diagnostic = if comment.is_of_buf {
        Diagnostic::warning(codes::UNKNOWN_RULE, message)
    } else {
        Diagnostic::error(codes::UNKNOWN_RULE, message + "; this comment has no effect")
    };
    diagnostic.label(comment.place, "named here").help(help)
}

pub(crate) fn rule_needs_a_ledger(catalog: &Catalog, word: &LocatedText) -> Diagnostic {
    let message = format!("rule `{}` needs a ledger", word.text);
    let help = format!(
        "write `ledger = \"protoward.ledger\"` below `[{}]` in `protoward.toml`, or give `--ledger FILE`; \
         `protoward ledger init --from-git` makes one",
        catalog.name()
    );
    named_at(Diagnostic::error(codes::UNKNOWN_RULE, message).help(help), word)
}

/// An error: a policy that accepts everything is worse than none.
pub(crate) fn nothing_is_checked(settings: &PolicySettings) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CONFIG, "all rules of `use` are excluded by `except`");
    let words = settings.except.iter().chain(&settings.use_).filter_map(|word| word.place);
    let diagnostic = words.take(1).fold(diagnostic, |it, place| it.label(place, "excludes the last rules"));
    diagnostic.help("`protoward rules` lists all rules with their categories")
}

pub(crate) fn comment_without_rule(catalog: &Catalog, place: Place) -> Diagnostic {
    Diagnostic::warning(codes::IGNORE, "missing rule in a comment that ignores findings")
        .label(place, "here")
        .help(format!("add a rule or a category, and a reason: {}", catalog.example_of_ignore("it was never used")))
}

/// An error: an ignore that does not end as its author expects would hide the finding forever.
pub(crate) fn not_an_end(until: &LocatedText) -> Diagnostic {
    let message = match &*until.text {
        "" => "missing date or version after `until`; this comment has no effect".to_owned(),
        text => format!("`{text}` is neither a date nor a version; this comment has no effect"),
    };
    named_at(Diagnostic::error(codes::IGNORE, message), until).help(END_FORMS)
}

/// An error, for the same reason as [`not_an_end`].
pub(crate) fn mistaken_end(catalog: &Catalog, place: Place, mistaken: &MistakenEnd) -> Diagnostic {
    let (message, correction) = match mistaken {
        MistakenEnd::Misplaced(end) => {
            (format!("`until {end}` is part of the reason"), "write it directly after the rules")
        }
        MistakenEnd::Misspelled(word) => (format!("unknown word `{word}` before an end"), "write `until`"),
    };
    let example = catalog.example_of_ignore("until 2026-12-31 it was never used");
    Diagnostic::error(codes::IGNORE, message + "; this comment has no effect")
        .label(place, "here")
        .help(format!("{correction}: {example}"))
}

/// A requirement that an ignore does not meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    Reason,
    Until,
    Both,
    /// The version of the schema, by which the ignore ends.
    Version,
}

impl Missing {
    const fn predicate(self) -> &'static str {
        match self {
            Self::Reason => "has no reason, which `require_ignore_reason` requires",
            Self::Until => "has no end, which `require_ignore_until` requires",
            Self::Both => "has no reason and no end, which the configuration requires",
            Self::Version => "ends with a version, but the version of the schema is unknown",
        }
    }
}

/// The help for an ignore or an approval that ends with a version, if the schema has no version.
pub const VERSION_OF_SCHEMA: &str =
    "set the version of the schema at the top of `protoward.toml`, as in `version = \"1.4.2\"`";

pub(crate) fn comment_disallowed(catalog: &Catalog, place: Place) -> Diagnostic {
    let message = "`disallow_comment_ignores` forbids ignores in sources; this comment has no effect";
    let help = format!("remove it, and add a table `[[{}.ignore]]` to `protoward.toml`", catalog.name());
    Diagnostic::error(codes::IGNORE_POLICY, message).label(place, "not allowed here").help(help)
}

pub(crate) fn comment_without(catalog: &Catalog, place: Place, missing: Missing) -> Diagnostic {
    let message = format!("this comment {}, so it has no effect", missing.predicate());
    let help = match missing {
        Missing::Version => VERSION_OF_SCHEMA.to_owned(),
        _ => {
            format!("add both after the rules: {}", catalog.example_of_ignore("until 2026-12-31 it was never used"))
        }
    };
    Diagnostic::error(codes::IGNORE_POLICY, message).label(place, "here").help(help)
}

pub(crate) fn ignore_without(catalog: &Catalog, ignore: &Ignore, missing: Missing) -> Diagnostic {
    let message = format!("this ignore {}, so it has no effect", missing.predicate());
    let help = match (&ignore.path, missing) {
        (_, Missing::Version) => VERSION_OF_SCHEMA.to_owned(),
        (Some(path), _) => {
            let rule = ignore.rules.first().map(|rule| format!(", rule = \"{}\"", rule.text)).unwrap_or_default();
            let keys = format!("path = \"{}\"{rule}, reason = \"...\", until = 2026-12-31", path.text);
            format!("write `{{ {keys} }}` in `ignore` of `[{}]`", catalog.name())
        }
        (None, _) => "add `reason = \"...\"` and `until = 2026-12-31`".to_owned(),
    };
    Diagnostic::error(codes::IGNORE_POLICY, message).label(ignore.place, "here").help(help)
}

/// Notes on a finding that an ended ignore covered it.
pub(crate) fn ignore_ended(finding: &mut Diagnostic, place: Place, reason: Option<&str>, ended: &str) {
    if finding.place().is_some() {
        finding.labels.push(Label { place, text: format!("its ignore ended {ended}") });
    }
    let why = reason.map(|reason| format!(" `{reason}`")).unwrap_or_default();
    finding.add_fact(&format!("its ignore{why} ended {ended}"));
}

pub(crate) fn has_ended(usage: &IgnoreUsage, ended: &str) -> Diagnostic {
    let findings = count(usage.reported, "finding");
    let are = if usage.reported == 1 { "is" } else { "are" };
    Diagnostic::warning(codes::IGNORE, format!("this ignore ended {ended}; {findings} {are} shown again"))
        .label(usage.place, "ended")
        .help("fix the finding, or set a later end")
}

/// Reports an unused ignore. `similar` contains similar names of the schema if the written one does not exist; `whole` is
/// everything that was searched.
pub(crate) fn unused_ignore(usage: &IgnoreUsage, similar: Option<&[String]>, whole: &str) -> Diagnostic {
    let (message, help) = match (&usage.element, similar) {
        (Some(name), Some(similar)) => (
            format!("unused ignore: `{name}` is not in {whole}"),
            match similar.first() {
                Some(similar) => format!("did you mean `{similar}`?"),
                None => "remove it, or use the full name with the package".to_owned(),
            },
        ),
        _ if usage.is_exception => (
            "unused ignore: no finding matches it".to_owned(),
            "remove it, so that it does not hide a later finding".to_owned(),
        ),
        _ => (
            format!("unused ignore: no file of {whole} matches it"),
            "remove it, or write the path relative to the folder of the configuration".to_owned(),
        ),
    };
    Diagnostic::warning(codes::UNUSED_IGNORE, message).label(usage.place, "unused").help(help)
}

pub(crate) fn version_unknown(until: &LocatedText) -> Diagnostic {
    let message =
        format!("the version of the schema is unknown, so the ignore until version `{}` stays in effect", until.text);
    named_at(Diagnostic::warning(codes::IGNORE, message).help(VERSION_OF_SCHEMA), until)
}
