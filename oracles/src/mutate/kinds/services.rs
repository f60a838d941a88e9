//! Services and methods.

use super::MutationKind;
use super::edit::Edit::{Append, Inside, Remove, Replace, Swap};
use super::edit::Part;
use super::is_top;
use crate::mutate::outline::ItemKind::{Message, Method, Service};
use crate::mutate::outline::{OutlineItem, Span};
use crate::mutate::scene::Scene;

pub(super) const KINDS: &[MutationKind] = &[
    MutationKind::row("delete a service", &[Service], &[Remove]),
    MutationKind::row("delete a method", &[Method], &[Remove]),
    MutationKind::row("rename a service", &[Service], &[Replace(Part::Name, &["{name}Renamed"])]),
    MutationKind::row("rename a method", &[Method], &[Replace(Part::Name, &["{name}Renamed"])]),
    MutationKind::new("change a request type", |scene| change_type(scene, |it| &it.ty)),
    MutationKind::new("change a response type", |scene| change_type(scene, |it| &it.returns)),
    MutationKind::new("toggle streaming of requests", |scene| toggle(scene, |it| &it.ty)),
    MutationKind::new("toggle streaming of responses", |scene| toggle(scene, |it| &it.returns)),
    MutationKind::new("change the idempotency level", idempotency),
    MutationKind::row("add a method", &[Service], &[Inside("rpc AddedHere({message}) returns ({message});")]),
];

pub(super) const FURTHER: &[MutationKind] = &[
    MutationKind::fitting(
        "add a service",
        &[Message],
        is_top,
        &[Append("service AddedService { rpc Added({name}) returns ({name}); }")],
    ),
    MutationKind::new("move a method to another service", |scene| scene.move_between(Method, |_, _| true)),
    MutationKind::row("put methods in another order", &[Method], &[Swap(Part::All)]),
    MutationKind::row("swap the names of two methods", &[Method], &[Swap(Part::Name)]),
    MutationKind::new("swap the types of a method", swap_types),
];

fn change_type(scene: &mut Scene<'_>, of: fn(&OutlineItem) -> &Span) -> Option<()> {
    let method = scene.any(&[Method])?;
    let other = scene.any_where(&[Message], is_top)?;
    let streams = if scene.at(of(&method)).trim().starts_with("stream ") { "stream " } else { "" };
    let ty = format!("{streams}{}", scene.at(&other.name));
    scene.replace(of(&method), ty);
    Some(())
}

fn toggle(scene: &mut Scene<'_>, of: fn(&OutlineItem) -> &Span) -> Option<()> {
    let method = scene.any(&[Method])?;
    let ty = scene.at(of(&method)).trim();
    let other = ty.strip_prefix("stream ").map_or_else(|| format!("stream {ty}"), str::to_owned);
    scene.replace(of(&method), other);
    Some(())
}

fn idempotency(scene: &mut Scene<'_>) -> Option<()> {
    let method = scene.any(&[Method])?;
    let level = *scene.random.pick(&["NO_SIDE_EFFECTS", "IDEMPOTENT", "IDEMPOTENCY_UNKNOWN"])?;
    let option = format!("option idempotency_level = {level};");
    if method.body.is_some() {
        return scene.insert_into(&method, &option);
    }
    let end = method.span.end - 1..method.span.end;
    scene.replace(&end, format!(" {{\n    {option}\n  }}"));
    Some(())
}

fn swap_types(scene: &mut Scene<'_>) -> Option<()> {
    let method = scene.any(&[Method])?;
    scene.swap(&method.ty, &method.returns);
    (scene.at(&method.ty) != scene.at(&method.returns)).then_some(())
}
