//! Markdown for a pull request: a summary, a table per package, and details below each table. Names and texts of schemas are
//! untrusted.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::document::Document;
use super::entry::{LabeledPlace, ReportEntry};
use super::{Notice, NoticeLevel};
use protoward_source::{DiagnosticSubject, Severity, legible};

/// A limit below GitHub's maximum of 65,536 characters per comment.
const LONGEST: usize = 60_000;

/// A marker by which a script finds its previous comment.
const MARK: &str = "<!-- protoward -->";

pub(super) fn write(document: &Document) -> String {
    let entries = document.sorted();
    let (sign, title) = signature(document);
    let mut text = format!("{MARK}\n### {sign} protoward: {}\n", prose(&title));
    document.notices.iter().for_each(|notice| text.push_str(&of_run(notice)));
    let (shown, rest) = entries.split_at(fitting(&entries));
    for (package, entries) in by_package(shown) {
        write_package(package, &entries, &mut text);
    }
    match rest.len() + document.not_shown {
        0 => {}
        number => writeln!(text, "\n… and {number} more, not shown here.").expect("a string takes any text"),
    }
    text
}

/// Returns the sign and the title of a document.
pub(super) fn signature(document: &Document) -> (&'static str, String) {
    let entries = document.sorted();
    let title = document.title.clone().unwrap_or_else(|| match entries.len() {
        _ if document.is_partial => "not everything could be checked".to_owned(),
        0 => match document.notices.first() {
            Some(notice) => notice.message.clone(),
            None => "nothing was found".to_owned(),
        },
        1 => "1 finding".to_owned(),
        found => format!("{found} findings"),
    });
    let is_failed = document.notices.iter().any(|notice| notice.level == NoticeLevel::Error);
    let sign = match entries.iter().map(|entry| entry.severity).min() {
        _ if is_failed => "❌",
        None if document.not_shown == 0 && !document.is_partial && document.notices.is_empty() => "✅",
        None if document.not_shown == 0 && !document.is_partial => "⚠️",
        Some(Severity::Warning) => "⚠️",
        Some(Severity::Error) | None => "❌",
    };
    (sign, title)
}

/// Formats a notice about the run.
pub(super) fn of_run(notice: &Notice) -> String {
    let sign = match notice.level {
        NoticeLevel::Note => "⚠️",
        NoticeLevel::Error => "❌",
    };
    let help = notice.help.as_ref().map(|help| format!("  \n**help**: {}", prose(help))).unwrap_or_default();
    format!("\n{sign} {} ({}){help}\n", prose(&notice.message), code(notice.code.as_str()))
}

/// Returns the number of entries that fit into a comment.
fn fitting(entries: &[&ReportEntry]) -> usize {
    let mut length = 0;
    let fits = |entry: &&&ReportEntry| {
        length += row(entry).len() + details_of(entry).len();
        length <= LONGEST
    };
    entries.iter().take_while(fits).count()
}

/// Groups entries by package; those without a package, such as compile errors, come first.
fn by_package<'a>(entries: &[&'a ReportEntry]) -> BTreeMap<Option<&'a str>, Vec<&'a ReportEntry>> {
    let mut packages: BTreeMap<Option<&str>, Vec<&ReportEntry>> = BTreeMap::new();
    for &entry in entries {
        let package = entry.subject.as_ref().map(|DiagnosticSubject { package, .. }| package.as_str());
        packages.entry(package).or_default().push(entry);
    }
    packages
}

fn write_package(package: Option<&str>, entries: &[&ReportEntry], text: &mut String) {
    match package {
        Some("") => text.push_str("\n#### without a package\n"),
        Some(package) => text.push_str(&format!("\n#### {}\n", code(package))),
        None => {}
    }
    text.push_str("\n| | where | what | rule |\n|---|---|---|---|\n");
    entries.iter().for_each(|entry| text.push_str(&row(entry)));
    text.push_str("\n<details>\n<summary>before, now, and what to do</summary>\n");
    entries.iter().for_each(|entry| text.push_str(&details_of(entry)));
    text.push_str("\n</details>\n");
}

fn row(entry: &ReportEntry) -> String {
    let place = entry.some_spot().map(|spot| code(&at(spot))).unwrap_or_default();
    format!("| {} | {place} | {} | {} |\n", sign(entry), prose(&entry.message), code(&entry.code))
}

pub(super) const fn sign(entry: &ReportEntry) -> &'static str {
    match entry.severity {
        Severity::Error => "❌",
        Severity::Warning => "⚠️",
    }
}

/// Formats a place as `proto/user.proto:7`.
pub(super) fn at(spot: &LabeledPlace) -> String {
    match spot.span {
        Some(span) => format!("{}:{}", spot.path, span.start.line),
        None => spot.path.to_string(),
    }
}

pub(super) fn details_of(entry: &ReportEntry) -> String {
    let about = entry.subject.as_ref().and_then(|subject| subject.element.as_deref());
    let place = entry.some_spot().map(at);
    let title = about.or(place.as_deref()).map(|name| format!(" · {}", code(name))).unwrap_or_default();
    let mut text = format!("\n**{}**{title}\n\n", code(&entry.code));
    // Old places come before new ones.
    let spots = || entry.spots.iter().chain(&entry.lost);
    for spot in spots().filter(|spot| spot.is_old).chain(spots().filter(|spot| !spot.is_old)) {
        text.push_str(&excerpt(spot));
    }
    if let Some(help) = &entry.help {
        let _ = writeln!(text, "- **help**: {}", prose(help));
    }
    if let Some((_, lines)) = &entry.evidence {
        let lines: Vec<String> = lines.lines().map(|line| entities(&legible(line))).collect();
        let _ = writeln!(text, "\n<pre>\n{}\n</pre>", lines.join("\n"));
    }
    text
}

/// Formats the source line at a place.
fn excerpt(spot: &LabeledPlace) -> String {
    let when = if spot.is_old { "before" } else { "now" };
    let line = spot.line.as_deref().filter(|line| !line.is_empty()).map(|line| format!(" {}", code(line)));
    let label = if spot.text.is_empty() { String::new() } else { format!(": {}", prose(&spot.text)) };
    format!("- {when}, {}{}{label}\n", code(&at(spot)), line.unwrap_or_default())
}

/// Formats a name or source line as code, escaped for tables if necessary.
pub(super) fn code(text: &str) -> String {
    let text = legible(text);
    let is_plain = |character: char| !matches!(character, '`' | '|' | '<' | '>' | '&' | '\\');
    if text.chars().all(is_plain) && text.trim() == text && !text.is_empty() {
        format!("`{text}`")
    } else {
        format!("<code>{}</code>", entities(&text))
    }
}

/// Formats a message, in which names are in backticks. Other parts come from untrusted files and must not become
/// links, mentions, headings or HTML.
pub(super) fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // With an odd number of backticks, the last one opens nothing.
    let last = if parts.len().is_multiple_of(2) { parts.len() - 1 } else { parts.len() };
    let mut prose = String::new();
    for (index, part) in parts.iter().enumerate() {
        match (index % 2 == 1, index == last) {
            (_, true) => prose.push_str(&format!("&#96;{}", entities(&legible(part)))),
            (true, false) => prose.push_str(&code(part)),
            (false, false) => prose.push_str(&entities(&legible(part))),
        }
    }
    prose
}

/// Escapes every special character of Markdown and HTML as an entity. A comment splits what GitHub would still
/// recognize as a mention, an issue or an address.
fn entities(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '@' | '#' => escaped.push_str(&format!("&#{};<!-- -->", u32::from(character))),
            '&' | '<' | '>' | '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '$' | '!' => {
                escaped.push_str(&format!("&#{};", u32::from(character)));
            }
            character => escaped.push(character),
        }
    }
    escaped.replace("://", ":<!-- -->//").replace("www.", "www<!-- -->.")
}
