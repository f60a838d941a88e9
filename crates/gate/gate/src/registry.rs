//! The verdict of a schema registry, beside the findings.

use std::collections::BTreeSet;

use crate::codes;
use crate::comparing::OlderVersion;
use crate::judge::Verdict;
use protoward_breaking::witness::{Witnesses, evidence};
use protoward_breaking::{ComparisonSettings, Finding, check};
use protoward_registries::{Judgment, RegistryMode};
use protoward_schema::{Element, Schema};
use protoward_source::{Diagnostic, Directions, Report, Severity};
use protoward_workspace::Workspace;

/// The verdict of a registry on all files that both versions have.
#[derive(Clone, Debug)]
pub(crate) struct RegistryVerdict {
    mode: RegistryMode,
    /// Errors about changes that the registry refuses and no error among the findings is about.
    pub(crate) refusals: Report,
    /// The paths of files whose new version the registry refuses.
    refused: BTreeSet<String>,
}

impl RegistryVerdict {
    /// Returns the verdict as the end of a summary: `, accepted by Confluent BACKWARD`.
    pub(crate) fn summary(&self) -> String {
        let Self { mode, refused, .. } = self;
        match &refused.iter().collect::<Vec<_>>()[..] {
            [] => format!(", accepted by {mode}"),
            [path] => format!(", `{path}` refused by {mode}"),
            paths => format!(", {} files refused by {mode}", paths.len()),
        }
    }
}

/// Asks a registry about each file, and adds its answer to the findings about the same changes. A mode that is not transitive
/// compares with the first baseline only.
pub(crate) fn ask(mode: RegistryMode, each: &mut [Verdict], olds: &[OlderVersion], new: &Workspace) -> RegistryVerdict {
    let mut verdict = RegistryVerdict { mode, refusals: Report::default(), refused: BTreeSet::new() };
    let asked = if mode.is_transitive { olds.len() } else { olds.len().min(1) };
    for (at, old) in olds.iter().enumerate().take(asked) {
        let sides = SchemaPair { old: &old.workspace.schema, new: &new.schema };
        let mut asked = Vec::new();
        for (_, file) in new.schema.files.iter().filter(|(_, file)| !file.is_import) {
            let path = new.schema.text(file.path);
            let mut judgments = mode.judge(sides.old, sides.new, path);
            if judgments.iter().any(|judgment| !judgment.fact.is_accepted) {
                verdict.refused.insert(path.to_owned());
            }
            // A difference of a file of the schema is reported there, and not once for each file that refers to it.
            judgments.retain(|judgment| !is_of_other_subject(judgment, path, &sides));
            asked.extend(judgments.into_iter().map(|judgment| JudgedElement::new(judgment, path, &sides)));
        }
        let witnesses = Witnesses::new(sides.old, sides.new);
        for finding in &mut each[at].findings {
            annotate(finding, mode, &asked, &sides, &witnesses);
        }
        let errors: Vec<ElementNames> = each[..=at]
            .iter()
            .zip(olds)
            .flat_map(|(verdict, old)| verdict.findings.iter().map(move |finding| (finding, old)))
            .filter(|(finding, _)| finding.diagnostic.severity == Severity::Error)
            .flat_map(|(finding, old)| names(finding, &SchemaPair { old: &old.workspace.schema, new: &new.schema }))
            .collect();
        let refused = asked.iter().filter(|it| !it.judgment.fact.is_accepted);
        let mut rest = refused.filter(|it| !errors.iter().any(|names| it.names.is_about(names))).peekable();
        if rest.peek().is_none() {
            continue;
        }
        let broken = broken(&sides, &witnesses);
        for refusal in rest {
            let is_safe = !broken.iter().any(|(names, directions)| {
                refusal.names.is_about(names) && directions.overlap(refusal.judgment.direction)
            });
            let diagnostic = refusal.diagnostic(mode, is_safe, &sides);
            if !verdict.refusals.iter().any(|known| known.message == diagnostic.message) {
                verdict.refusals.push(diagnostic);
            }
        }
    }
    verdict
}

/// Returns `true` for a difference in another file that is a subject itself.
fn is_of_other_subject(judgment: &Judgment, path: &str, sides: &SchemaPair<'_>) -> bool {
    let file = match (judgment.new, judgment.old) {
        (Some(element), _) => &sides.new[sides.new.file_of(element)],
        (None, Some(element)) => {
            let old = sides.old.text(sides.old[sides.old.file_of(element)].path);
            let Some(file) = sides.new.find_file(old) else { return false };
            &sides.new[file]
        }
        (None, None) => return false,
    };
    !file.is_import && sides.new.text(file.path) != path
}

/// Both versions of a schema.
struct SchemaPair<'a> {
    old: &'a Schema,
    new: &'a Schema,
}

/// The full names of an element before and after a change. Names hold for several baselines, and ids do not.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ElementNames {
    old: Option<String>,
    new: Option<String>,
}

impl ElementNames {
    fn new(old: Option<Element>, new: Option<Element>, sides: &SchemaPair<'_>) -> Self {
        // A rule may be about the field of a map's entry, whose name is not written.
        let name = |schema: &Schema, element: Element| {
            schema.full_name(schema.map_field(element).map_or(element, Element::Field))
        };
        Self { old: old.map(|it| name(sides.old, it)), new: new.map(|it| name(sides.new, it)) }
    }

    /// Returns `true` if a finding with these names is about the same element. That about a deleted element names its parent
    /// as the new one.
    fn is_about(&self, finding: &Self) -> bool {
        match &self.old {
            Some(old) => finding.old.as_ref() == Some(old),
            None => self.new.is_some() && finding.new == self.new,
        }
    }
}

/// Returns the names that a finding is about; a move is about all that it replaces.
fn names(finding: &Finding, sides: &SchemaPair<'_>) -> Vec<ElementNames> {
    let own = ElementNames::new(finding.old_element, finding.element, sides);
    [own].into_iter().chain(finding.stands_for.iter().flat_map(|it| names(it, sides))).collect()
}

/// A judgment with the names of its element.
struct JudgedElement {
    judgment: Judgment,
    names: ElementNames,
    path: String,
}

impl JudgedElement {
    fn new(judgment: Judgment, path: &str, sides: &SchemaPair<'_>) -> Self {
        Self { names: ElementNames::new(judgment.old, judgment.new, sides), judgment, path: path.to_owned() }
    }

    /// Returns the error about a change that only the registry refuses, or about which no rule runs.
    fn diagnostic(&self, mode: RegistryMode, is_safe: bool, sides: &SchemaPair<'_>) -> Diagnostic {
        let Self { judgment: Judgment { fact, direction, old, new }, names, path } = self;
        let [reader, writer] = match *direction {
            Directions::BACKWARD => ["the new version", "the old version"],
            _ => ["the old version", "the new version"],
        };
        let name = names.new.as_ref().or(names.old.as_ref()).map(|name| format!(" of `{name}`")).unwrap_or_default();
        let safe = if is_safe { "; no message is read differently" } else { "" };
        let message = format!(
            "{mode} refuses `{path}`, because of a change{name}: {} ({}){safe}",
            fact.change.text(reader, writer),
            fact.name
        );
        let part = |schema: &Schema, element: Element| {
            schema.part(schema.map_field(element).map_or(element, Element::Field), &[])
        };
        let was = old.map(|it| part(sides.old, it));
        let place = new.map(|it| part(sides.new, it));
        let diagnostic = Diagnostic::error(codes::REGISTRY_REFUSES, message).was(was).help(format!(
            "the rule of the registry: {}; undo the change, register the file in another subject, or choose another mode",
            fact.reason
        ));
        let mut diagnostic = place.into_iter().fold(diagnostic, |it, place| it.label(place, "changed"));
        diagnostic.registry = Some("refuses");
        diagnostic
    }
}

/// Adds the answer of the registry to a finding. Where it accepts what is read differently, a witness shows that.
fn annotate(
    finding: &mut Finding,
    mode: RegistryMode,
    asked: &[JudgedElement],
    sides: &SchemaPair<'_>,
    witnesses: &Witnesses<'_>,
) {
    let names = names(finding, sides);
    let about: Vec<&Judgment> =
        asked.iter().filter(|it| names.iter().any(|names| it.names.is_about(names))).map(|it| &it.judgment).collect();
    let refused = about.iter().find(|judgment| !judgment.fact.is_accepted);
    let Some(judgment) = refused.or_else(|| about.iter().max_by_key(|judgment| !judgment.fact.name.is_empty())) else {
        return;
    };
    let verb = if judgment.fact.is_accepted { "accepts" } else { "refuses" };
    let name = Some(judgment.fact.name).filter(|name| !name.is_empty()).map(|name| format!(": {name}"));
    finding.diagnostic.registry = Some(verb);
    let message = &mut finding.diagnostic.message;
    *message = format!("{message} ({mode} {verb} it{})", name.unwrap_or_default());
    if judgment.fact.is_accepted && finding.diagnostic.evidence.is_none() {
        let found = witnesses.of(finding);
        if found.is_ok() {
            finding.diagnostic.evidence = Some(Box::new(evidence(&found)));
        }
    }
}

/// Returns the elements whose messages are read differently, with the directions.
fn broken(sides: &SchemaPair<'_>, witnesses: &Witnesses<'_>) -> Vec<(ElementNames, Directions)> {
    let Ok(settings) = ComparisonSettings::named(["WIRE_JSON"]) else { return Vec::new() };
    let findings = check(sides.old, sides.new, &settings);
    let of = |finding: &Finding| {
        let directions = witnesses.directions(finding);
        names(finding, sides).into_iter().map(move |names| (names, directions)).collect::<Vec<_>>()
    };
    findings.iter().flat_map(of).collect()
}
