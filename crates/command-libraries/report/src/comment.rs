//! The comment of a pull request or merge request: findings by severity, what each breaks, what is approved, fixes as
//! suggestions, and the commands that approve.
//!
//! Names and texts of schemas are untrusted: they cannot become links, mentions, HTML, or the end of a table or of a block.

use std::fmt::Write;

use super::document::{AcceptedChange, Document};
use super::entry::ReportEntry;
use super::markdown::{at, code, details_of, of_run, prose, sign, signature};
use super::suggestion::Suggestion;
use protoward_source::count;

/// The service that shows a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommentForm {
    /// GitHub, which takes 65,536 characters.
    Github,
    /// GitLab, which takes 1,000,000 characters.
    Gitlab,
}

impl CommentForm {
    /// The maximum number of bytes of a comment. Services count characters, which are not more.
    const fn longest(self) -> usize {
        match self {
            Self::Github => 65_536,
            Self::Gitlab => 1_000_000,
        }
    }
}

/// Returns the hidden first line, by which a later run finds its comment. `name` distinguishes the comments of several jobs.
pub fn comment_mark(name: &str) -> String {
    let is_plain =
        |character: &char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.' | '/' | ' ');
    let name: String = name.chars().map(|it| if is_plain(&it) { it } else { '_' }).collect();
    // `--` would end the comment of HTML.
    format!("<!-- protoward comment: {} -->", name.replace("--", "__"))
}

impl Document {
    /// Returns `true` if there is nothing to report: neither a finding nor a notice nor a failure.
    pub fn has_nothing_to_report(&self) -> bool {
        self.is_empty() && !self.is_partial
    }

    /// Returns the text of the comment. If it would be too long, the last findings are left out, and their number is stated.
    /// `approve_flags` are the flags with which the command `approve` finds the findings.
    pub fn comment(&self, form: CommentForm, name: &str, approve_flags: &str) -> String {
        let mut entries = self.sorted();
        entries.sort_by_key(|entry| entry.severity);
        let mut shown = entries.len();
        loop {
            let text = self.comment_of(form, name, approve_flags, (&entries[..shown], entries.len() - shown));
            if text.len() <= form.longest() || shown == 0 {
                return text;
            }
            // A finding takes a few hundred bytes. Leaving out a tenth of them at a time reaches the limit quickly.
            shown -= (shown / 10).max(1);
        }
    }

    fn comment_of(
        &self,
        form: CommentForm,
        name: &str,
        approve_flags: &str,
        (entries, left_out): (&[&ReportEntry], usize),
    ) -> String {
        let mut text = comment_mark(name);
        let (sign, title) = signature(self);
        let _ = writeln!(text, "\n### {sign} protoward: {}", prose(&title));
        self.notices.iter().for_each(|notice| text.push_str(&of_run(notice)));
        if !entries.is_empty() {
            text.push_str(&table(entries));
        }
        if left_out + self.not_shown > 0 {
            let _ = writeln!(text, "\n… and {} more, not shown here.", left_out + self.not_shown);
        }
        if !entries.is_empty() {
            text.push_str("\n<details>\n<summary>what to do</summary>\n");
            for entry in entries {
                text.push_str(&details_of(entry));
                if let Some(suggestion) = &entry.suggestion {
                    text.push_str(&block(suggestion, form));
                }
            }
            text.push_str("\n</details>\n");
        }
        text.push_str(&approving(entries, approve_flags));
        text.push_str(&accepted(&self.accepted, form.longest() / 4));
        text
    }
}

fn table(entries: &[&ReportEntry]) -> String {
    let has_broken = entries.iter().any(|entry| !entry.versions.is_empty() || !entry.consumers.is_empty());
    let (head, rule) = if has_broken { (" breaks |", "---|") } else { ("", "") };
    let mut text = format!("\n| | change | where |{head} rule |\n|---|---|---|{rule}---|\n");
    for entry in entries {
        let place = entry.some_spot().map(|spot| code(&at(spot))).unwrap_or_default();
        let broken: Vec<String> = entry.versions.iter().chain(&entry.consumers).map(|name| code(name)).collect();
        let broken = if has_broken { format!(" {} |", broken.join(", ")) } else { String::new() };
        let _ =
            writeln!(text, "| {} | {} | {place} |{broken} {} |", sign(entry), prose(&entry.message), code(&entry.code));
    }
    text
}

/// Returns the commands that approve the findings.
fn approving(entries: &[&ReportEntry], flags: &str) -> String {
    let mut prints: Vec<&str> = entries.iter().filter_map(|entry| entry.approvable.as_deref()).collect();
    prints.dedup();
    if prints.is_empty() {
        return String::new();
    }
    let commands: Vec<String> =
        prints.iter().map(|print| format!("protoward approve {print} --reason \"…\"{flags}")).collect();
    let fence = fence_around(flags);
    format!(
        "\n<details>\n<summary>approve what is intended</summary>\n\nOne command for each change, in the order of the table; \
         commit the file that it writes.\n\n{fence}sh\n{}\n{fence}\n\n</details>\n",
        commands.join("\n")
    )
}

/// Returns the accepted changes, as many as fit.
fn accepted(all: &[AcceptedChange], limit: usize) -> String {
    if all.is_empty() {
        return String::new();
    }
    let mut text = "\n#### Accepted\n\n| change | reason | by |\n|---|---|---|\n".to_owned();
    for (at, change) in all.iter().enumerate() {
        let AcceptedChange { message, by, reason, .. } = change;
        let row =
            format!("| {} ({}) | {} | {} |\n", prose(message), code(&change.code), prose(&one_line(reason)), code(by));
        if text.len() + row.len() > limit {
            let _ = writeln!(text, "\n… and {}.", count(all.len() - at, "more accepted change"));
            break;
        }
        text.push_str(&row);
    }
    text
}

/// Returns a text without line breaks, which would end the row of a table.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a fix as a block of code: as a suggestion if the service can apply it, because the lines are part of the change.
fn block(suggestion: &Suggestion, form: CommentForm) -> String {
    let Suggestion { file, first, last, text, is_in_diff } = suggestion;
    let fence = fence_around(text);
    let language = match (is_in_diff, form) {
        (false, _) => "proto".to_owned(),
        (true, CommentForm::Github) => "suggestion".to_owned(),
        (true, CommentForm::Gitlab) => format!("suggestion:-0+{}", last - first),
    };
    let lines = if first == last { format!("line {first}") } else { format!("lines {first} to {last}") };
    format!("- **fix** of {}, {lines}:\n\n{fence}{language}\n{text}{fence}\n", code(file))
}

/// Returns the fence of a block of code, which is longer than all in its text.
fn fence_around(text: &str) -> String {
    let longest = text.split(|it| it != '`').map(str::len).max().unwrap_or_default();
    "`".repeat(longest.max(2) + 1)
}
