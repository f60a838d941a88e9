//! One change: compares the judges' breaks with the gate's findings.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use protoward_breaking::witness::{Exchange, NoWitness, Version, Witnesses};
use protoward_breaking::{ComparisonSettings, Finding, check};
use protoward_schema::Schema;
use protoward_schema::descriptor::{Encode, encode};
use protoward_source::Directions;

use super::changes::{CompiledChange, SchemaChange};
use super::importers::{BrokenImporter, Workspace, changed};
use super::judge::{Encoding, Judge, Sides, Verdict, Witnessed};
use super::witnesses::{self, WitnessTally};
use crate::readers::Sets;
use protoward_kit::error::Error;
use protoward_kit::wire;

/// The categories that protect programs.
pub(super) const CATEGORIES: [&str; 4] = ["WIRE", "WIRE_JSON", "PACKAGE", "FILE"];

/// The directions of a category without findings.
const NO_DIRECTION: Directions = Directions { backward: false, forward: false };

/// The results for one change.
#[derive(Debug)]
pub(super) struct Trial {
    pub(super) change: SchemaChange,
    pub(super) verdict: Verdict,
    /// The broken importers, or `None` if no importer compiles with the old side.
    pub(super) importers: Option<Vec<BrokenImporter>>,
    /// The ids of rules with findings, by category.
    pub(super) rules: BTreeMap<&'static str, BTreeSet<&'static str>>,
    /// The breaks without a finding of the gate.
    pub(super) misses: Vec<MissedBreak>,
    /// The rules of WIRE or WIRE_JSON with findings for which the judges have no break.
    pub(super) conservative: BTreeSet<(&'static str, &'static str)>,
    /// The findings whose witness both sides read alike.
    pub(super) unproven: Vec<String>,
    /// The number of other findings with a witness.
    pub(super) proven: usize,
    /// The number of findings with an HTTP request as the witness.
    pub(super) calls: usize,
    /// The rules with findings that witnesses do not judge, each with the reason.
    pub(super) unjudged: BTreeSet<(&'static str, &'static str)>,
    pub(super) witnesses: WitnessTally,
}

/// A break in a category without findings.
#[derive(Debug, Clone)]
pub(super) struct MissedBreak {
    pub(super) category: &'static str,
    pub(super) what: String,
}

/// Judges one change. `workspace` compiles the importers.
pub(super) fn trial(
    drawn: CompiledChange,
    judge: &mut Judge,
    sets: &Sets,
    workspace: &mut Workspace,
) -> Result<Trial, Error> {
    let CompiledChange { change, old, new } = drawn;
    let files = [&*old, &*new].map(|schema| sets.file(&encoded(schema)));
    let [old_file, new_file] = files;
    let old_file = old_file?;
    let new_file = new_file?;
    let sides = Sides { old: &old_file, new: &new_file };
    let verdict = judge.judge(sides, change.number)?;
    let importers = if verdict.is_absent() { None } else { imported(&change, judge, &old_file, workspace)? };
    let mut trial = Trial {
        change,
        verdict,
        importers,
        rules: BTreeMap::new(),
        misses: Vec::new(),
        conservative: BTreeSet::new(),
        unproven: Vec::new(),
        proven: 0,
        calls: 0,
        unjudged: BTreeSet::new(),
        witnesses: WitnessTally::default(),
    };
    if trial.verdict.is_absent() {
        return Ok(trial);
    }
    let mut on_the_wire = Vec::new();
    let mut kept = BTreeSet::new();
    let mut counted = BTreeMap::new();
    let witnesses = Witnesses::new(&old, &new);
    for category in CATEGORIES {
        let settings = ComparisonSettings::named([category]).map_err(|error| Error::Usage(error.to_string()))?;
        let findings = check(&old, &new, &settings);
        trial.rules.insert(category, findings.iter().map(|it| it.rule.id()).collect());
        // What `--proven` leaves an error.
        if findings.iter().any(|it| witnesses.of(it).map_or_else(|reason| !reason.is_judged(), |_| true)) {
            kept.insert(category);
        }
        // The directions in which `--direction` leaves an error.
        let directions = findings.iter().map(|it| witnesses.directions(it));
        let all = directions.fold(NO_DIRECTION, |all, it| Directions {
            backward: all.backward || it.backward,
            forward: all.forward || it.forward,
        });
        counted.insert(category, all);
        if matches!(category, "WIRE" | "WIRE_JSON") {
            on_the_wire.push((category, findings));
        }
    }
    trial.match_breaks(&kept);
    trial.match_directions(&counted);
    for (category, findings) in on_the_wire {
        trial.match_findings(category, &findings, &witnesses, judge, sides)?;
    }
    trial.witnesses = witnesses::judge([&old, &new], &witnesses, judge, sides)?;
    Ok(trial)
}

/// Encodes a side as a descriptor set.
fn encoded(schema: &Schema) -> Vec<u8> {
    encode(schema, Encode { imports: true, source_info: false })
}

fn imported(
    change: &SchemaChange,
    judge: &mut Judge,
    old_set: &Path,
    workspace: &mut Workspace,
) -> Result<Option<Vec<BrokenImporter>>, Error> {
    let paths = changed(&change.old, &change.new);
    let body = judge.importer(old_set, &paths)?;
    let broken = workspace.judge(&change.old, &change.new, &body)?;
    if broken.is_some() {
        return Ok(broken);
    }
    // Declarations of extension ranges are not in the judge's input. Without extensions, most importers compile.
    let body: String = body.lines().filter(|it| !it.starts_with("extend ")).map(|it| format!("{it}\n")).collect();
    workspace.judge(&change.old, &change.new, &body)
}

impl Trial {
    fn is_silent(&self, category: &str) -> bool {
        self.rules.get(category).is_none_or(BTreeSet::is_empty)
    }

    /// Finds breaks without findings. A break in binary counts for WIRE and WIRE_JSON, one in JSON for WIRE_JSON, and one of an
    /// importer for its category. A break in binary or JSON also needs a finding that stays an error with `--proven`, in each
    /// category.
    fn match_breaks(&mut self, kept: &BTreeSet<&'static str>) {
        let mut misses = Vec::new();
        for (medium, categories) in
            [(Encoding::Wire, ["WIRE", "WIRE_JSON"].as_slice()), (Encoding::Json, &["WIRE_JSON"])]
        {
            let Some(first) = self.verdict.breaks.iter().find(|it| it.medium == medium) else { continue };
            let writer = if first.forward { "old" } else { "new" };
            let what = format!(
                "{} of `{}`, written by the {writer} side, read by {}: {}\n    {}",
                medium.name(),
                first.ty,
                first.reader,
                first.problems.join("; "),
                first.payload
            );
            let silent = categories.iter().copied().filter(|it| self.is_silent(it));
            misses.extend(silent.map(|category| MissedBreak { category, what: what.clone() }));
            let others = ["PACKAGE", "FILE"];
            let lowered =
                categories.iter().chain(&others).copied().filter(|it| !kept.contains(it) && !self.is_silent(it));
            misses.extend(lowered.map(|category| MissedBreak { category, what: format!("with `--proven`: {what}") }));
        }
        for broken in self.importers.iter().flatten().filter(|it| self.is_silent(it.category)) {
            misses.push(MissedBreak { category: broken.category, what: format!("importer: {}", broken.why.trim()) });
        }
        self.misses = misses;
    }

    /// Finds breaks in a direction in which no finding of the category counts.
    fn match_directions(&mut self, counted: &BTreeMap<&'static str, Directions>) {
        let breaks = self.verdict.breaks.iter().flat_map(|it| {
            let categories: &[_] = if it.medium == Encoding::Wire { &CATEGORIES } else { &CATEGORIES[1..] };
            let direction = if it.forward { Directions::BACKWARD } else { Directions::FORWARD };
            categories.iter().map(move |category| (*category, direction, it))
        });
        let missed = breaks.filter(|(category, direction, _)| {
            !self.is_silent(category) && !counted.get(category).is_some_and(|counted| counted.overlap(*direction))
        });
        let missed: Vec<_> = missed
            .map(|(category, direction, it)| MissedBreak {
                category,
                what: format!(
                    "with `--direction {}`: {} of `{}`, read by {}: {}\n    {}",
                    direction.name(),
                    it.medium.name(),
                    it.ty,
                    it.reader,
                    it.problems.join("; "),
                    it.payload
                ),
            })
            .collect();
        self.misses.extend(missed);
    }

    fn match_findings(
        &mut self,
        category: &'static str,
        findings: &[Finding],
        witnesses: &Witnesses<'_>,
        judge: &mut Judge,
        sides: Sides<'_>,
    ) -> Result<(), Error> {
        let is_broken = self.verdict.has(Encoding::Wire) || category == "WIRE_JSON" && self.verdict.has(Encoding::Json);
        for finding in findings {
            if !is_broken {
                self.conservative.insert((category, finding.rule.id()));
            }
            let witness = match witnesses.of(finding) {
                Ok(witness) => witness,
                Err(NoWitness::Unjudged(reason)) => {
                    self.unjudged.insert((finding.rule.id(), reason));
                    continue;
                }
                Err(_) => continue,
            };
            if witness.call.is_some() {
                // The judges read messages. `oracle rest` sends requests to servers.
                self.calls += 1;
                continue;
            }
            let exchanges = [(Encoding::Wire, witness.wire), (Encoding::Json, witness.json)];
            let mut is_read_otherwise = is_broken;
            for (medium, exchange) in exchanges {
                let Some(exchange) = exchange.filter(|_| !is_read_otherwise) else { continue };
                is_read_otherwise = !judge.witness(sides, &witnessed(medium, &exchange))?.is_empty();
            }
            if is_read_otherwise {
                self.proven += 1;
            } else {
                self.unproven.push(format!("{category} {}: {}", finding.rule.id(), finding.diagnostic.message));
            }
        }
        Ok(())
    }

    /// Returns `true` if there are no misses, and all witnesses are right and confirmed.
    pub(super) fn is_fine(&self) -> bool {
        self.misses.is_empty() && self.unproven.is_empty() && self.witnesses.wrong.is_empty()
    }
}

fn witnessed(medium: Encoding, exchange: &Exchange) -> Witnessed<'_> {
    let payload = match medium {
        Encoding::Wire => wire::hex(&exchange.payload),
        Encoding::Json => String::from_utf8_lossy(&exchange.payload).into_owned(),
    };
    let forward = exchange.writer == Version::Old;
    Witnessed { forward, medium, ty: &exchange.message, read_as: &exchange.read_as, payload }
}
