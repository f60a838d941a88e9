//! A statement that a finding suggests compiles at its place, and removes the finding.

use protoward_breaking::Finding;
use protoward_fixtures::Case;
use protoward_source::MemoryTree;

use super::{Change, everything, fixtures::fixtures, side};

#[test]
fn suggests_a_statement_that_removes_the_finding() {
    let mut fixed = 0;
    let mut failures = Vec::new();
    for fixture in fixtures() {
        let change = fixture.change();
        for finding in change.check(&everything()) {
            let Some(statement) = proposed(&finding) else { continue };
            fixed += 1;
            if let Err(why) = fixes_finding(&fixture.case, &change, &finding, statement) {
                failures.push(format!("{}: {}\n  `{statement}`: {why}", finding.rule.id(), finding.diagnostic.message));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(fixed > 100, "there is something to mend: {fixed}");
}

/// Returns the statement in "add `…` to the message" or "put `…` back", if the help consists of nothing else.
fn proposed(finding: &Finding) -> Option<&str> {
    let help = finding.diagnostic.help.as_deref()?;
    let rest = help.strip_prefix("add `").or_else(|| help.strip_prefix("put `"))?;
    let (statement, rest) = rest.split_once('`')?;
    [" to the enum", " to the message", " back"].contains(&rest).then_some(statement)
}

fn fixes_finding(case: &Case, change: &Change, finding: &Finding, statement: &str) -> Result<(), String> {
    let place = finding.place.expect("what can be mended is somewhere");
    let file = change.sources.get(place.source);
    let at = change.sources.bytes(place).unwrap().start;
    let text = file.text.as_deref().unwrap();
    let body = at + text[at..].find('{').unwrap() + 1;
    let text = format!("{}\n{statement}\n{}", &text[..body], &text[body..]);
    let files = case.below("new");
    let fixed = MemoryTree::new(files.map(|(path, old)| (path, if path == file.name { text.as_str() } else { old })));
    let change = Change::try_new(side(case, "old"), fixed)?;
    let again = |other: &Finding| other.rule == finding.rule && other.diagnostic.message == finding.diagnostic.message;
    if change.check(&everything()).iter().any(again) { Err("the finding is still there".into()) } else { Ok(()) }
}
