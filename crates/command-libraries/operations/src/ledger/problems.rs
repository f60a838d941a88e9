//! Problems of a readable ledger: facts it lacks, gaps in it, and lines that it lost.

use std::collections::BTreeSet;

use crate::ledger::diagnostics::{self, LedgerVersion};
use crate::ledger::earlier::EarlierLedgers;
use crate::ledger::file::LedgerSubject;
use crate::ledger::part::LedgerCoverage;
use protoward_ledger::{Changes, Fact, FactHistory, Ledger, LostLine, facts};
use protoward_schema::{Element, Schema};
use protoward_source::{Place, Report, SourceId, Sources};

/// The maximum number of individually reported facts.
const MAX_REPORTED: usize = 20;

/// Compares a ledger with the schema, with itself, and with earlier versions.
pub(crate) fn problems(
    ledger: &Ledger,
    source: SourceId,
    subject: LedgerSubject<'_>,
    earlier: &EarlierLedgers,
    sources: &Sources,
) -> Report {
    let mut report = not_current(ledger, source, subject, sources);
    for (fact, life) in ledger.iter() {
        if let Some(event) = life.gap() {
            report.push(diagnostics::has_gap(event, &fact.to_string(), Place::whole(source)));
        }
    }
    let mut seen = BTreeSet::new();
    for version in &earlier.versions {
        report.append(lost(ledger, source, version, sources, &mut seen));
    }
    report
}

/// Reports facts of the schema that the ledger lacks, and facts of the ledger that the schema lacks.
fn not_current(ledger: &Ledger, source: SourceId, subject: LedgerSubject<'_>, sources: &Sources) -> Report {
    let schema = &subject.workspace.schema;
    // Other files may still contain what is gone from a part.
    let coverage = LedgerCoverage::of(subject, sources);
    let Changes { came, left } = ledger.compare(&facts(schema), |fact| coverage.is_own(fact));
    let command = update_command(subject);
    let whole_file = Place::whole(source);
    let added = came.iter().map(|fact| {
        let place = element(schema, fact).map_or(whole_file, |element| schema.part(element, NAME));
        diagnostics::not_in_ledger(&fact.phrase(), &subject.file.shown(), &command, place)
    });
    let removed = left.iter().map(|fact| {
        let place = ledger.life(fact).and_then(last_place).unwrap_or(whole_file);
        diagnostics::gone_from_schema(&fact.phrase(), &command, place)
    });
    let number = came.len() + left.len();
    let mut report: Report = added.chain(removed).take(MAX_REPORTED).collect();
    if number > MAX_REPORTED {
        report.push(diagnostics::more_not_current(number - MAX_REPORTED, &command, whole_file));
    }
    report
}

/// The path from an element to its name in a descriptor.
const NAME: &[i32] = &[1];

fn last_place(life: &FactHistory) -> Option<Place> {
    life.events().last().and_then(|event| event.place)
}

/// Returns the command that updates the ledger.
fn update_command(subject: LedgerSubject<'_>) -> String {
    let LedgerSubject { file, named, workspace, .. } = subject;
    // A commit or an archive is not updated, but the files in a folder.
    let named = named.filter(|_| workspace.is_complete() && !workspace.home().is_in_tree());
    let input = named.map(|input| format!(" {input}")).unwrap_or_default();
    let ledger = if file.is_named { format!(" --ledger {}", file.shown()) } else { String::new() };
    format!("protoward ledger update{input}{ledger}")
}

/// Returns the element that declares a fact.
fn element(schema: &Schema, fact: &Fact) -> Option<Element> {
    match (fact, schema.find(fact.subject())?) {
        (Fact::Type { .. }, element) => Some(element),
        (Fact::Field { number, .. }, Element::Message(message)) => {
            let field = schema[message].fields.iter().find(|&&field| schema[field].number.0 == *number);
            field.map(|&field| field.into())
        }
        (Fact::Extension { name, .. }, _) => schema.find(name),
        (Fact::Value { name, .. }, Element::Enum(id)) => {
            let value = schema[id].values.iter().find(|&&value| schema.text(schema[value].name) == &**name);
            value.map(|&value| value.into())
        }
        (Fact::Method { name, .. }, Element::Service(id)) => {
            let method = schema[id].methods.iter().find(|&&method| schema.text(schema[method].name) == &**name);
            method.map(|&method| method.into())
        }
        _ => None,
    }
}

/// Reports lost or changed lines of an earlier version; `seen` has those already reported for another version.
fn lost(
    ledger: &Ledger,
    source: SourceId,
    version: &LedgerVersion,
    sources: &Sources,
    seen: &mut BTreeSet<String>,
) -> Report {
    let lost = ledger.lost(&version.ledger).into_iter().filter(|lost| seen.insert(lost.line()));
    let diagnostic = |lost: LostLine<'_>| diagnostics::lost_line(&lost, version, Place::whole(source), sources);
    lost.map(diagnostic).collect()
}
