//! Effects of settings that all modules share: the baseline, the ledger, and requirements for ignores.

use super::effect::Effect;
use super::places::Places;
use protoward_registries::RegistryMode;
use protoward_source::{Directions, LocatedText};
use protoward_workspace::config::Config;

/// Returns `true` if dependencies are compared by the rules of the section `breaking`.
pub(super) fn has_dependencies(config: &Config) -> bool {
    !config.is_of_buf() && !config.dependencies.is_empty()
}

/// Returns the effects of the settings that all modules share.
pub(super) fn effects(was: &Config, is: &Config, places: &Places<'_>) -> Vec<Effect> {
    let (before, after) = (&was.breaking, &is.breaking);
    let (required, requires) = (before.settings.policy, after.settings.policy);
    let flags = [
        (
            "disallow_comment_ignores",
            required.disallows_comments && !requires.disallows_comments,
            "ignores in comments count",
        ),
        ("require_ignore_reason", required.requires_reason && !requires.requires_reason, "ignores need no reason"),
        ("require_ignore_until", required.requires_until && !requires.requires_until, "ignores need no end"),
        ("released-only", !before.released_only && after.released_only, "changes of what no release has only warn"),
        ("direction", narrows(before.directions, after.directions), "findings in other directions only warn"),
        ("registry", accepts_more(before.registry, after.registry), "the registry refuses less"),
        ("proven", !before.proven && after.proven, "findings without a witness only warn"),
    ];
    let flags = flags.into_iter().filter(|(_, is_relaxed, _)| *is_relaxed);
    let flags = flags.map(|(key, _, text)| Effect::of_key(text.to_owned(), places.key(&format!("breaking.{key}"))));
    // A baseline that is added can only find more.
    let removed = before.against.iter().filter(|was| after.against.iter().all(|is| is.text != was.text));
    let against = removed.filter_map(|was| {
        let instead = Some(&after.against[..]).filter(|is| is.len() == 1 && before.against.len() == 1);
        let text = changed("baseline", was, instead.and_then(<[_]>::first))?;
        Some(Effect::of_key(text, places.key("breaking.against")))
    });
    let origin = before.policy_from.as_ref().and_then(|was| {
        let text = changed("origin of the policy", was, after.policy_from.as_ref())?;
        Some(Effect::of_key(text, places.key("breaking.policy-from")))
    });
    let words = against.chain(origin);
    // The lines of another ledger are compared.
    let ledger = before.ledger.as_ref().filter(|_| after.ledger.is_none());
    let ledger = ledger.and_then(|was| changed("ledger", was, None));
    let ledger = ledger.map(|text| Effect::of_key(text, places.key("breaking.ledger")));
    flags.chain(words).chain(ledger).collect()
}

/// Returns `true` if findings in some direction no longer fail.
fn narrows(before: Option<Directions>, after: Option<Directions>) -> bool {
    match (before, after) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(before), Some(after)) => before.backward && !after.backward || before.forward && !after.forward,
    }
}

/// Returns `true` if the registry or its mode no longer refuses all that it refused.
fn accepts_more(before: Option<RegistryMode>, after: Option<RegistryMode>) -> bool {
    match (before, after) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(before), Some(after)) => {
            before.registry != after.registry
                || before.is_transitive && !after.is_transitive
                || narrows(Some(before.directions), Some(after.directions))
        }
    }
}

/// Returns what became of a setting; `None` if it is the same.
fn changed(what: &str, was: &LocatedText, is: Option<&LocatedText>) -> Option<String> {
    match is {
        None => Some(format!("the {what} `{}` is removed", was.text)),
        Some(is) if is.text != was.text => Some(format!("the {what} is `{}` instead of `{}`", is.text, was.text)),
        Some(_) => None,
    }
}
