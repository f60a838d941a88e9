//! A table of the results of all cases.

use std::collections::{BTreeMap, BTreeSet};

use super::trial::{GatePair, Trial};
use crate::oracle::agreement::Agreement;

pub(super) fn print(trials: &[Trial], pair: &GatePair) {
    let compared: Vec<&Trial> = trials.iter().filter(|it| it.mutation.is_some()).collect();
    let mut scenarios: BTreeMap<&str, Agreement> = BTreeMap::new();
    for trial in &compared {
        for (scenario, differences) in &trial.results {
            scenarios.entry(scenario).or_default().count(&trial.number.to_string(), differences.is_empty());
        }
    }
    println!("\nwith buf, on rule, file, lines and columns:");
    for (scenario, agreement) in &scenarios {
        println!("  {scenario:45} {agreement}");
    }
    let drawn: u64 = trials.iter().map(|it| it.attempts).sum();
    let silent = compared.iter().filter(|it| it.findings == 0).count();
    let findings: usize = compared.iter().map(|it| it.findings).sum();
    println!("{drawn} draws for {} changes that compile; {silent} of them break nothing", compared.len());
    let found: BTreeSet<&String> = compared.iter().flat_map(|it| &it.rules).collect();
    let never: Vec<&str> = pair.rules.keys().filter(|it| !found.contains(it)).map(String::as_str).collect();
    println!("{findings} findings of {} rules; never met: {}", found.len(), never.join(", "));
}
