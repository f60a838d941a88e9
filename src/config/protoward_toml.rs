//! The keys of `protoward.toml`.

use super::document::Node;
use super::raw::{RawBreaking, RawConfig, RawModule};
use super::section::Section;
use crate::report::Report;

pub(super) fn read(document: &Node, report: &mut Report) -> RawConfig {
    let Some(mut root) = Section::new(document, "", report) else { return RawConfig::default() };
    let include = root.strings("include").unwrap_or_default();
    let modules = root.list("module").unwrap_or_default();
    let modules = modules.iter().filter_map(|node| module(node, report)).collect();
    let breaking = root.node("breaking").and_then(|node| breaking(node, report));
    let generate = root.list("generate").unwrap_or_default().to_vec();
    root.finish(report);
    RawConfig { include, modules, breaking, generate, ..RawConfig::default() }
}

fn module(node: &Node, report: &mut Report) -> Option<RawModule> {
    let mut section = Section::new(node, "module", report)?;
    let module = RawModule {
        path: section.string("path"),
        includes: section.strings("includes").unwrap_or_default(),
        excludes: section.strings("excludes").unwrap_or_default(),
        breaking: section.node("breaking").and_then(|node| module_breaking(node, report)),
    };
    section.finish(report);
    Some(module)
}

fn breaking(node: &Node, report: &mut Report) -> Option<RawBreaking> {
    let mut section = Section::new(node, "breaking", report)?;
    let against = section.string("against");
    let breaking = RawBreaking { against, ..super::breaking(&mut section) };
    section.finish(report);
    Some(breaking)
}

/// A module is compared with what everything is compared with.
fn module_breaking(node: &Node, report: &mut Report) -> Option<RawBreaking> {
    let mut section = Section::new(node, "module.breaking", report)?;
    let breaking = super::breaking(&mut section);
    section.finish(report);
    Some(breaking)
}
