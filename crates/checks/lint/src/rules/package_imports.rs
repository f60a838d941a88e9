//! Imports between packages: cycles, and stable packages that depend on unstable ones.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use crate::categories::{BASIC, BY_ID, BY_ID_SINCE_V2_RULES, CYCLE_RULES, MINIMAL, STANDARD};
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FileId, IdSet, Stability};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "PACKAGE_NO_IMPORT_CYCLE",
        "packages do not import each other in a cycle",
        &[MINIMAL, BASIC, STANDARD],
        include_str!("package_no_import_cycle.md"),
        Check::Module(has_no_cycle),
    )
    .older(CYCLE_RULES),
    LintRule::new(
        "STABLE_PACKAGE_NO_IMPORT_UNSTABLE",
        "stable packages do not import unstable ones",
        &[BY_ID],
        include_str!("stable_package_no_import_unstable.md"),
        Check::File(is_stable),
    )
    .older(BY_ID_SINCE_V2_RULES),
];

fn is_stable(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    let package = cx.schema.package(id);
    if stability(package) != Some(Stability::Stable) {
        return;
    }
    for (index, import) in cx.schema[id].imports.iter().enumerate() {
        let Some(imported) = import.file.map(|file| cx.schema.package(file)) else { continue };
        if stability(imported) != Some(Stability::Unstable) {
            continue;
        }
        let message = format!(
            "the stable package `{package}` imports the unstable package `{imported}`, which may change incompatibly"
        );
        let help = "use a stable version of the imported package, or copy the few types that are needed";
        findings.push_with_help(id, cx.import(id, index), message, help);
    }
}

fn stability(package: &str) -> Option<Stability> {
    package.rsplit_once('.').and_then(|(_, last)| Stability::of(last))
}

fn has_no_cycle(cx: &LintContext<'_>, findings: &mut Findings<'_>) {
    let packages = Packages::new(cx);
    let mut cycles: HashMap<(&str, &str), Option<String>> = HashMap::new();
    for &file in cx.files {
        let package = cx.schema.package(file);
        for (index, import) in cx.schema[file].imports.iter().enumerate() {
            let Some(imported) = import.file.map(|file| cx.schema.package(file)) else { continue };
            if package.is_empty() || imported.is_empty() || package == imported {
                continue;
            }
            let cycle = cycles.entry((package, imported)).or_insert_with(|| packages.path(imported, package));
            if let Some(cycle) = cycle {
                let message = format!(
                    "package `{package}` imports itself through other packages: {package} → {cycle}; many languages \
                     refuse such packages"
                );
                let help = "move the types that both packages need to a package of their own";
                findings.push_with_help(file, cx.import(file, index), message, help);
            }
        }
    }
}

/// The packages that each package imports.
struct Packages<'a>(BTreeMap<&'a str, BTreeSet<&'a str>>);

impl<'a> Packages<'a> {
    /// Collects the imports of the files of the module, and of all files that they import.
    fn new(cx: &LintContext<'a>) -> Self {
        let mut seen = IdSet::default();
        let mut rest = cx.files.to_vec();
        let mut packages: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        while let Some(file) = rest.pop() {
            if !seen.insert(file) {
                continue;
            }
            let package = cx.schema.package(file);
            for imported in cx.schema[file].imports.iter().filter_map(|import| import.file) {
                rest.push(imported);
                let of_import = cx.schema.package(imported);
                if !package.is_empty() && !of_import.is_empty() && of_import != package {
                    packages.entry(package).or_default().insert(of_import);
                }
            }
        }
        Self(packages)
    }

    /// Returns the shortest path from one package to another, in words.
    fn path(&self, from: &'a str, to: &'a str) -> Option<String> {
        let mut before = HashMap::from([(from, from)]);
        let mut rest = VecDeque::from([from]);
        while let Some(package) = rest.pop_front() {
            if package == to {
                return Some(words(&before, from, to));
            }
            for &next in self.0.get(package).into_iter().flatten() {
                if !before.contains_key(next) {
                    before.insert(next, package);
                    rest.push_back(next);
                }
            }
        }
        None
    }
}

fn words(before: &HashMap<&str, &str>, from: &str, to: &str) -> String {
    let mut path = vec![to];
    let mut at = to;
    while at != from
        && let Some(&last) = before.get(at)
    {
        path.push(last);
        at = last;
    }
    path.reverse();
    path.join(" → ")
}
