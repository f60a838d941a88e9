//! Effects of settings that all modules share: the baseline, the ledger, and requirements for ignores.

use super::effect::Effect;
use super::places::Places;
use jiff::Span;
use jiff::civil::{Date, date};
use protoward_policy::Level;
use protoward_registries::RegistryMode;
use protoward_settings::{Config, ConsumerEntry, DeprecationSetting, LevelRules, StabilityLevel};
use protoward_source::{Directions, LocatedText};

/// Returns the effects of the settings that all modules share.
pub(super) fn effects(was: &Config, is: &Config, places: &Places<'_>) -> Vec<Effect> {
    let before = &was.breaking;
    let after = &is.breaking;
    let required = before.settings.policy;
    let requires = after.settings.policy;
    let flags = [
        (
            "disallow_comment_ignores",
            required.disallows_comments && !requires.disallows_comments,
            "ignores in comments count",
        ),
        ("require_ignore_reason", required.requires_reason && !requires.requires_reason, "ignores need no reason"),
        ("require_ignore_until", required.requires_until && !requires.requires_until, "ignores need no end"),
        ("released-only", !before.released_only && after.released_only, "changes to unreleased elements only warn"),
        ("direction", narrows(before.directions, after.directions), "findings in other directions only warn"),
        ("without-consumer", spares(was, is), "findings that break no known consumer only warn"),
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
    let words = against.chain(origin).chain(consumers(was, is, places));
    // The lines of another ledger are compared.
    let ledger = before.ledger.as_ref().filter(|_| after.ledger.is_none());
    let ledger = ledger.and_then(|was| changed("ledger", was, None));
    let ledger = ledger.map(|text| Effect::of_key(text, places.key("breaking.ledger")));
    flags.chain(words).chain(ledger).chain(deprecation(was, is, places)).chain(stability(was, is, places)).collect()
}

/// Returns `true` if findings that break no known consumer no longer fail.
const fn spares(was: &Config, is: &Config) -> bool {
    !was.breaking.spares_unused && is.breaking.spares_unused
}

/// Returns the effects of consumers that are removed or changed, if findings that break no consumer only warn.
fn consumers(was: &Config, is: &Config, places: &Places<'_>) -> Vec<Effect> {
    if !is.breaking.spares_unused {
        return Vec::new();
    }
    let text = |word: &Option<LocatedText>| word.as_ref().map(|word| word.text.clone());
    let is_gone = |entry: &&ConsumerEntry| {
        let same = is.consumers.iter().find(|other| other.name.text == entry.name.text);
        same.is_none_or(|same| (text(&same.schema), text(&same.usage)) != (text(&entry.schema), text(&entry.usage)))
    };
    let effect = |entry: &ConsumerEntry| {
        let name = &entry.name.text;
        let is_there = is.consumers.iter().any(|other| other.name.text == *name);
        let change = if is_there { "has another schema or usage" } else { "is removed" };
        Effect::of_key(format!("the consumer `{name}` {change}"), places.key("consumers"))
    };
    was.consumers.iter().filter(is_gone).map(effect).collect()
}

/// Returns the effect of a shorter life of deprecated elements.
fn deprecation(was: &Config, is: &Config, places: &Places<'_>) -> Option<Effect> {
    let now = is.deprecation.as_ref()?;
    let message = match &was.deprecation {
        None => "deprecated elements may be deleted",
        Some(before) => {
            let is_shorter = match (&before.remove_after, &now.remove_after) {
                (Some(before), Some(now)) => end(now) < end(before),
                (before, now) => before.is_some() && now.is_none(),
            };
            let releases = |setting: &DeprecationSetting| setting.releases.as_ref().map_or(0, |(count, _)| *count);
            if !is_shorter && releases(now) >= releases(before) {
                return None;
            }
            "deprecated elements may be deleted earlier"
        }
    };
    Some(Effect::of_key(message.to_owned(), places.key("deprecation")))
}

/// Returns the effects on the findings of each level of stability. Levels that fall are findings of their own.
fn stability(was: &Config, is: &Config, places: &Places<'_>) -> Vec<Effect> {
    let Some(now) = &is.stability else { return Vec::new() };
    let effect = |level: StabilityLevel| {
        let before = was.stability.as_ref().map(|setting| &setting.rules[level as usize]);
        let now = &now.rules[level as usize];
        let texts = |rules: &LevelRules| {
            rules.rules.as_ref().map(|words| words.iter().map(|word| word.text.clone()).collect::<Vec<_>>())
        };
        let change = match (before.map_or(Level::Error, |rules| rules.severity), now.severity) {
            (Level::Warning | Level::Error, Level::Off) => "are ignored",
            (Level::Error, Level::Warning) => "only warn",
            _ if texts(now).is_some() && before.and_then(texts) != texts(now) => "are those of other rules",
            _ => return None,
        };
        let message = format!("findings about {level} elements {change}");
        Some(Effect::of_key(message, places.key("stability")))
    };
    StabilityLevel::ALL.into_iter().filter_map(effect).collect()
}

/// Returns the end of a period that begins at some fixed day, because months have no length of their own.
fn end(period: &LocatedText) -> Option<Date> {
    date(2001, 1, 1).checked_add(period.text.parse::<Span>().ok()?).ok()
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
