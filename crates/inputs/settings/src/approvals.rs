//! The section `approvals`: whose approvals of breaking changes count.

use protoward_config::diagnostics::wrong_type;
use protoward_config::{ConfigValue, Node, Section};
use protoward_source::{LocatedText, Report};

use super::diagnostics;

/// The people whose approvals of breaking changes count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApprovalsSetting {
    /// The e-mail addresses and names of those who may approve; `*` stands for all owners of the changed file.
    pub approvers: Vec<LocatedText>,
    /// The path of the file `CODEOWNERS` from the root of the repository; `None` for the one that is found.
    pub codeowners: Option<LocatedText>,
    /// The members of users and teams, as e-mail addresses or names of others.
    pub people: Vec<(LocatedText, Vec<LocatedText>)>,
}

/// Reads `approvers`, `codeowners` and `people`.
pub(super) fn read(node: &Node, report: &mut Report) -> Option<ApprovalsSetting> {
    let mut section = Section::new(node, "approvals", report)?;
    let approvers = section.string_or_strings("approvers");
    let is_unset = section.is_unset("approvers");
    let codeowners = section.string("codeowners");
    let people = section.node("people");
    section.finish(report);
    if is_unset {
        report.push(diagnostics::no_approvers(node));
        return None;
    }
    let people = people.map(|node| members(node, report)).unwrap_or_default();
    let names = people.iter().map(|(name, _)| name).filter(|name| !name.text.starts_with('@'));
    names.for_each(|name| report.push(diagnostics::not_an_owner(name, "`@team` or `@organization/team`")));
    let words = people.iter().flat_map(|(_, members)| members).chain(approvers.iter().filter(|word| word.text != "*"));
    let words = words.filter(|word| !word.text.contains('@'));
    words.for_each(|word| report.push(diagnostics::not_an_owner(word, "an e-mail address, or a name such as `@team`")));
    Some(ApprovalsSetting { approvers, codeowners, people })
}

/// Reads `people = { "@team" = ["ann@example.com"] }`.
fn members(node: &Node, report: &mut Report) -> Vec<(LocatedText, Vec<LocatedText>)> {
    let ConfigValue::Table(table) = &node.value else {
        let help = "name users and teams, as in `people = { \"@team\" = [\"ann@example.com\"] }`";
        report.push(wrong_type("people", "a table with the e-mail addresses of users and teams", node).help(help));
        return Vec::new();
    };
    let words = |node: &Node| match &node.value {
        ConfigValue::List(nodes) => nodes.iter().map(Node::string).collect::<Option<Vec<_>>>(),
        _ => node.string().map(|word| vec![word]),
    };
    let member = |(name, node): &(LocatedText, Node)| match words(node) {
        Some(words) => Some((name.clone(), words)),
        None => {
            report.push(wrong_type(&name.text, "an e-mail address, or a list of them", node));
            None
        }
    };
    table.entries.iter().filter_map(member).collect()
}
