//! A comment on a pull request: what came out, a table for each package, and below each table how to mend it.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::document::Document;
use super::entry::{Entry, Spot};
use super::{Notice, NoticeLevel};
use protoward_source::{Severity, Subject, legible};

/// A comment on GitHub takes 65,536 letters.
const LONGEST: usize = 60_000;

/// By which a script finds the comment that it wrote before.
const MARK: &str = "<!-- protoward -->";

pub(super) fn write(document: &Document) -> String {
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

/// A statement about the run.
fn of_run(notice: &Notice) -> String {
    let sign = match notice.level {
        NoticeLevel::Note => "⚠️",
        NoticeLevel::Error => "❌",
    };
    let help = notice.help.as_ref().map(|help| format!("  \n**help**: {}", prose(help))).unwrap_or_default();
    format!("\n{sign} {} ({}){help}\n", prose(&notice.message), code(notice.code.as_str()))
}

/// How many fit into a comment.
fn fitting(entries: &[&Entry]) -> usize {
    let mut length = 0;
    let fits = |entry: &&&Entry| {
        length += row(entry).len() + details(entry).len();
        length <= LONGEST
    };
    entries.iter().take_while(fits).count()
}

/// What is about no package, such as a mistake, comes first.
fn by_package<'a>(entries: &[&'a Entry]) -> BTreeMap<Option<&'a str>, Vec<&'a Entry>> {
    let mut packages: BTreeMap<Option<&str>, Vec<&Entry>> = BTreeMap::new();
    for &entry in entries {
        let package = entry.subject.as_ref().map(|Subject { package, .. }| package.as_str());
        packages.entry(package).or_default().push(entry);
    }
    packages
}

fn write_package(package: Option<&str>, entries: &[&Entry], text: &mut String) {
    match package {
        Some("") => text.push_str("\n#### without a package\n"),
        Some(package) => text.push_str(&format!("\n#### {}\n", code(package))),
        None => {}
    }
    text.push_str("\n| | where | what | rule |\n|---|---|---|---|\n");
    entries.iter().for_each(|entry| text.push_str(&row(entry)));
    text.push_str("\n<details>\n<summary>before, now, and what to do</summary>\n");
    entries.iter().for_each(|entry| text.push_str(&details(entry)));
    text.push_str("\n</details>\n");
}

fn row(entry: &Entry) -> String {
    let place = entry.some_spot().map(|spot| code(&at(spot))).unwrap_or_default();
    format!("| {} | {place} | {} | {} |\n", sign(entry), prose(&entry.message), code(&entry.code))
}

const fn sign(entry: &Entry) -> &'static str {
    match entry.severity {
        Severity::Error => "❌",
        Severity::Warning => "⚠️",
    }
}

/// `proto/user.proto:7`
fn at(spot: &Spot) -> String {
    match spot.span {
        Some(span) => format!("{}:{}", spot.path, span.start.line),
        None => spot.path.to_string(),
    }
}

fn details(entry: &Entry) -> String {
    let about = entry.subject.as_ref().and_then(|subject| subject.element.as_deref());
    let place = entry.some_spot().map(at);
    let title = about.or(place.as_deref()).map(|name| format!(" · {}", code(name))).unwrap_or_default();
    let mut text = format!("\n**{}**{title}\n\n", code(&entry.code));
    // Time runs down the page.
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

/// What stands at a place, in one line.
fn excerpt(spot: &Spot) -> String {
    let when = if spot.is_old { "before" } else { "now" };
    let line = spot.line.as_deref().filter(|line| !line.is_empty()).map(|line| format!(" {}", code(line)));
    let said = if spot.text.is_empty() { String::new() } else { format!(": {}", prose(&spot.text)) };
    format!("- {when}, {}{}{said}\n", code(&at(spot)), line.unwrap_or_default())
}

/// A name or a line of source, as it is, wherever it stands: also in a table, which knows no other way to say `|`.
fn code(text: &str) -> String {
    let text = legible(text);
    let is_plain = |letter: char| !matches!(letter, '`' | '|' | '<' | '>' | '&' | '\\');
    match text.chars().all(is_plain) && text.trim() == text && !text.is_empty() {
        true => format!("`{text}`"),
        false => format!("<code>{}</code>", entities(&text)),
    }
}

/// Our own words, in which names stand in backticks. What else they hold comes from files that nobody has to trust: it
/// must not become a link, a mention, a heading or HTML.
fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // The last backtick of an odd number opens nothing.
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

/// Every letter that could mean something in Markdown or HTML, as an entity, which never does; and where GitHub looks for
/// mentions, issues and addresses behind that, a comment that keeps their parts apart.
fn entities(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '@' | '#' => escaped.push_str(&format!("&#{};<!-- -->", u32::from(letter))),
            '&' | '<' | '>' | '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '$' | '!' => {
                escaped.push_str(&format!("&#{};", u32::from(letter)));
            }
            letter => escaped.push(letter),
        }
    }
    escaped.replace("://", ":<!-- -->//").replace("www.", "www<!-- -->.")
}
