//! Modules in which no rule runs. A gate that checks nothing is an error, unless the configuration turns it off on purpose.

use crate::{Compat, diagnostics};
use protoward_policy::{Level, ModulePolicy, Policies};
use protoward_settings::{Breaking, Config, Module};
use protoward_source::{Place, Report};

/// Returns warnings about modules in which no rule runs.
///
/// # Errors
/// Fails if no rule runs in any module, unless all are turned off on purpose.
pub(crate) fn idle_modules(config: &Config, policies: &Policies, compat: Option<Compat>) -> Result<Report, Report> {
    let kinds = protoward_workspace::distinct_settings(config);
    let is_idle = |policy: &ModulePolicy| {
        // A move stands for other findings, of which the findings of buf have none.
        !policy.rules().iter().any(|rule| compat != Some(Compat::Buf) || rule.stands_for().is_empty())
    };
    let idle: Vec<bool> = policies.modules().iter().map(is_idle).collect();
    if !idle.contains(&true) {
        return Ok(Report::default());
    }
    let of_modules = config.modules.iter().enumerate().filter_map(|(index, module)| {
        let breaking = module.breaking.as_ref().unwrap_or(&config.breaking);
        let kind = kinds.iter().position(|kind| *kind == breaking)?;
        idle[kind].then(|| (module, place(config, index, breaking)))
    });
    let modules: Vec<(&Module, Option<Place>)> = of_modules.collect();
    let first = modules.first().and_then(|(_, place)| *place);
    let is_everywhere = !idle.contains(&false);
    if is_everywhere && !policies.modules().iter().all(ModulePolicy::is_off) {
        return Err(Report::from_iter([diagnostics::no_rule_runs(first)]));
    }
    Ok(match (is_everywhere, config.is_of_buf()) {
        // buf does not report what `disable_builtin` turns off.
        (true, true) => Report::default(),
        (true, false) => Report::from_iter([diagnostics::gate_is_off(first)]),
        (false, _) => modules.iter().map(|(it, place)| diagnostics::module_is_off(&it.path.text, *place)).collect(),
    })
}

/// Returns the place of what leaves no rule: a severity, or else the selection of rules.
fn place(config: &Config, module: usize, breaking: &Breaking) -> Option<Place> {
    let off = breaking.settings.severity.iter().filter(|(_, level)| *level == Level::Off);
    let key = |path: String| config.keys.get(&path);
    let own = ["use", "disable_builtin"].iter().find_map(|name| {
        let of_module =
            ["module", "modules"].iter().find_map(|table| key(format!("{table}[{module}].breaking.{name}")));
        of_module.or_else(|| key(format!("breaking.{name}")))
    });
    off.filter_map(|(word, _)| word.place).next().filter(|_| !breaking.settings.is_off).or(own)
}
