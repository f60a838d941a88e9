//! Drawn events.

use super::event::{Baseline, Checkout, Event, ZEROS};
use super::services;
use super::upstream::Upstream;
use protoward_kit::error::Error;
use protoward_kit::random::Random;

impl Event {
    pub(super) fn draw(upstream: &Upstream, random: &mut Random) -> Result<Self, Error> {
        match random.below(20) {
            0..4 => local(upstream, random),
            4 => tracking(upstream),
            5..7 => explicit(upstream, random),
            7..11 => pull_request(upstream, random),
            11 => base_checked_out(upstream),
            12..16 => push(upstream, random),
            16 => unnamed_push(upstream, random),
            17 => merge_group(upstream),
            18 => by_hand(upstream, random),
            _ => tag(upstream, random),
        }
    }
}

fn branch(upstream: &Upstream, name: &'static str) -> Checkout {
    let commit = upstream.tip(name).to_owned();
    Checkout { reference: format!("refs/heads/{name}"), branch: Some(name), upstream: None, commit }
}

fn pull(upstream: &Upstream) -> Checkout {
    let commit = upstream.ids[upstream.history.pull].clone();
    Checkout { reference: "refs/pull/1/merge".to_owned(), branch: None, upstream: None, commit }
}

fn of(checkout: Checkout, (baseline, is_parent): (Baseline, bool)) -> Event {
    Event {
        service: "none",
        name: "local",
        checkout,
        variables: Vec::new(),
        json: None,
        flags: Vec::new(),
        baseline,
        named: None,
        is_parent,
    }
}

/// Returns the baseline without an event: the parent of a commit of the default branch, otherwise all merge bases with it.
fn by_history(upstream: &Upstream, checkout: &Checkout) -> Result<(Baseline, bool), Error> {
    let default = upstream.history.default;
    let head = &checkout.commit;
    if !upstream.is_ancestor(head, upstream.tip(default))? {
        return Ok((Baseline::OneOf(vec![upstream.merge_bases(head, upstream.tip(default))?]), false));
    }
    let has_own_branch = checkout.branch.is_some_and(|branch| branch != default);
    Ok((
        match upstream.parent(head)? {
            // A branch without commits of its own is compared with its newest commit.
            Some(parent) if has_own_branch => Baseline::OneOf(vec![vec![head.clone()], vec![parent]]),
            Some(parent) => Baseline::OneOf(vec![vec![parent]]),
            None if has_own_branch => Baseline::OneOf(vec![vec![head.clone()]]),
            None => Baseline::First,
        },
        true,
    ))
}

/// Returns all merge bases with the target that a service names.
fn by_target(upstream: &Upstream, head: &str) -> Result<Baseline, Error> {
    let target = upstream.tip(upstream.history.target);
    if upstream.is_ancestor(head, target)? {
        return Ok(Baseline::Itself);
    }
    Ok(Baseline::OneOf(vec![upstream.merge_bases(head, target)?]))
}

fn local(upstream: &Upstream, random: &mut Random) -> Result<Event, Error> {
    let history = &upstream.history;
    let mut checkout = branch(upstream, if random.chance(2) { "feature" } else { history.default });
    if random.chance(4) {
        let at = random.below(upstream.ids.len());
        if upstream.history.refs.values().any(|tip| history.is_ancestor(at, *tip)) {
            checkout.commit.clone_from(&upstream.ids[at]);
            checkout.reference.clone_from(&checkout.commit);
        }
        checkout.branch = None;
    }
    let baseline = by_history(upstream, &checkout)?;
    Ok(Event { name: if checkout.branch.is_none() { "detached" } else { "local" }, ..of(checkout, baseline) })
}

/// A branch that was cut from the target, as the configuration of the upstream says.
fn tracking(upstream: &Upstream) -> Result<Event, Error> {
    let history = &upstream.history;
    let mut checkout = branch(upstream, "feature");
    checkout.upstream = Some(history.target);
    let baseline = if history.target == history.default {
        by_history(upstream, &checkout)?
    } else {
        match by_target(upstream, &checkout.commit)? {
            Baseline::Itself => (Baseline::OneOf(vec![vec![checkout.commit.clone()]]), true),
            baseline => (baseline, false),
        }
    };
    Ok(Event { name: "tracking", ..of(checkout, baseline) })
}

fn explicit(upstream: &Upstream, random: &mut Random) -> Result<Event, Error> {
    let checkout = branch(upstream, "feature");
    let target = upstream.history.target;
    let (reference, commits) = match random.below(4) {
        0 => (format!("merge-base:origin/{target}"), upstream.merge_bases(&checkout.commit, upstream.tip(target))?),
        1 => (format!("git:origin/{target}"), vec![upstream.tip(target).to_owned()]),
        2 => match upstream.parent(&checkout.commit)? {
            Some(parent) => ("git:HEAD~1".to_owned(), vec![parent]),
            None => ("git:HEAD".to_owned(), vec![checkout.commit.clone()]),
        },
        _ => {
            let commit = upstream.tip(target).to_owned();
            (format!("git:{commit}"), vec![commit])
        }
    };
    let mut event = of(checkout, (Baseline::OneOf(vec![commits]), false));
    event.name = "--against";
    event.flags = vec!["--against".to_owned(), reference];
    if random.chance(2) {
        event.service = "CI";
        event.variables = vec![("CI", "true".to_owned())];
    }
    Ok(event)
}

fn pull_request(upstream: &Upstream, random: &mut Random) -> Result<Event, Error> {
    let (service, is_merged) = services::draw_pull_request(random);
    let checkout = if is_merged { pull(upstream) } else { branch(upstream, "feature") };
    let baseline = by_target(upstream, &checkout.commit)?;
    let mut event = of(checkout, (baseline, false));
    event.service = service;
    event.name = if is_merged { "merged request" } else { "request" };
    services::pull_request(&mut event, upstream, is_merged);
    if service == "GitLab"
        && let Baseline::OneOf(sets) = &mut event.baseline
        && let Some(base) = event.named.clone()
    {
        // GitLab names one merge base, or for a merged result the commit of the target.
        sets.push(vec![base]);
    }
    Ok(event)
}

/// A `pull_request_target`, which checks the target out.
fn base_checked_out(upstream: &Upstream) -> Result<Event, Error> {
    let checkout = branch(upstream, upstream.history.target);
    let mut event = of(checkout, (Baseline::Itself, false));
    event.service = "GitHub";
    event.name = "pull_request_target";
    services::github(&mut event, upstream, "pull_request_target", "{\"number\": 1}".to_owned());
    event.variables.push(("GITHUB_BASE_REF", upstream.history.target.to_owned()));
    Ok(event)
}

/// A push of which the service names the commit before.
fn push(upstream: &Upstream, random: &mut Random) -> Result<Event, Error> {
    let history = &upstream.history;
    let (name, before) = match random.below(8) {
        0 => ("new branch", None),
        1 => ("forced push", Some(upstream.ids[history.before].clone())),
        2 => ("push of nothing", Some(upstream.tip(history.default).to_owned())),
        _ => ("push", Some(upstream.ids[random.below(upstream.ids.len())].clone())),
    };
    let is_of_default = match name {
        "push of nothing" => true,
        "push" => random.chance(2),
        _ => false,
    };
    let checkout = branch(upstream, if is_of_default { history.default } else { "feature" });
    let is_protected = random.chance(3);
    let (baseline, is_parent) = match &before {
        Some(before) if *before != checkout.commit => {
            (after(upstream, &checkout, before, is_of_default || is_protected)?, false)
        }
        // Nothing was pushed: what is checked out is compared as without an event.
        _ => by_history(upstream, &checkout)?,
    };
    let mut event = of(checkout, (baseline, is_parent));
    event.name = if before.as_ref() == Some(&event.checkout.commit) { "push of nothing" } else { name };
    event.named.clone_from(&before);
    services::push(&mut event, upstream, before.as_deref().unwrap_or(ZEROS), random);
    if is_protected && !services::protect(&mut event) {
        // The service does not say so.
        event.baseline = match &before {
            Some(before) if *before != event.checkout.commit => {
                after(upstream, &event.checkout, before, is_of_default)?
            }
            _ => event.baseline,
        };
    }
    Ok(event)
}

/// Returns the commit before a push, and for a branch of one's own also all merge bases with the default branch.
fn after(upstream: &Upstream, checkout: &Checkout, before: &str, is_shared: bool) -> Result<Baseline, Error> {
    let alone = vec![before.to_owned()];
    if is_shared {
        return Ok(Baseline::OneOf(vec![alone]));
    }
    let mut all = upstream.merge_bases(&checkout.commit, upstream.tip(upstream.history.default))?;
    all.retain(|base| *base != checkout.commit && base != before);
    all.push(before.to_owned());
    Ok(Baseline::OneOf(vec![all]))
}

/// A push of which the service names no commit.
fn unnamed_push(upstream: &Upstream, random: &mut Random) -> Result<Event, Error> {
    let mut checkout = branch(upstream, if random.chance(2) { "feature" } else { upstream.history.default });
    let baseline = by_history(upstream, &checkout)?;
    if random.chance(2) {
        checkout.branch = None;
    }
    let mut event = of(checkout, baseline);
    event.name = "push without a commit";
    services::unnamed_push(&mut event, random);
    Ok(event)
}

fn merge_group(upstream: &Upstream) -> Result<Event, Error> {
    let base = upstream.tip(upstream.history.target).to_owned();
    let checkout = pull(upstream);
    let json = format!(
        "{{\"merge_group\": {{\"head_sha\": \"{}\", \"base_sha\": \"{base}\", \"base_ref\": \"refs/heads/{}\"}}, \
         \"repository\": {{\"default_branch\": \"{}\"}}}}",
        checkout.commit, upstream.history.target, upstream.history.default
    );
    let mut event = of(checkout, (Baseline::OneOf(vec![vec![base.clone()]]), false));
    event.service = "GitHub";
    event.name = "merge_group";
    event.named = Some(base);
    services::github(&mut event, upstream, "merge_group", json);
    Ok(event)
}

fn by_hand(upstream: &Upstream, random: &mut Random) -> Result<Event, Error> {
    let checkout = branch(upstream, if random.chance(2) { "feature" } else { upstream.history.default });
    let baseline = by_history(upstream, &checkout)?;
    let mut event = of(checkout, baseline);
    event.name = "by hand or schedule";
    services::by_hand(&mut event, upstream, random);
    Ok(event)
}

fn tag(upstream: &Upstream, random: &mut Random) -> Result<Event, Error> {
    let mut checkout = branch(upstream, if random.chance(2) { "feature" } else { upstream.history.default });
    checkout.branch = None;
    let baseline = by_history(upstream, &checkout)?;
    let mut event = of(checkout, baseline);
    event.name = "tag";
    services::tag(&mut event, upstream, random);
    Ok(event)
}
