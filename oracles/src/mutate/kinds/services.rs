//! Services and methods.

use super::MutationKind;
use crate::mutate::outline::{ItemKind, OutlineItem, Span};
use crate::mutate::scene::MutationContext;

pub(super) const KINDS: &[MutationKind] = &[
    MutationKind::new("delete a service", delete_service),
    MutationKind::new("delete a method", delete_method),
    MutationKind::new("rename a service", rename_service),
    MutationKind::new("rename a method", rename_method),
    MutationKind::new("change a request type", change_request),
    MutationKind::new("change a response type", change_response),
    MutationKind::new("toggle streaming of requests", toggle_client),
    MutationKind::new("toggle streaming of responses", toggle_server),
    MutationKind::new("change the idempotency level", idempotency),
    MutationKind::new("add a method", add),
];

fn method(scene: &mut MutationContext<'_>) -> Option<OutlineItem> {
    scene.any(&[ItemKind::Method])
}

fn delete_service(scene: &mut MutationContext<'_>) -> Option<()> {
    let service = scene.any(&[ItemKind::Service])?;
    scene.remove(&service);
    Some(())
}

fn delete_method(scene: &mut MutationContext<'_>) -> Option<()> {
    let method = method(scene)?;
    scene.remove(&method);
    Some(())
}

fn rename_service(scene: &mut MutationContext<'_>) -> Option<()> {
    let service = scene.any(&[ItemKind::Service])?;
    let name = format!("{}Renamed", scene.at(&service.name));
    scene.replace(&service.name, name);
    Some(())
}

fn rename_method(scene: &mut MutationContext<'_>) -> Option<()> {
    let method = method(scene)?;
    let name = format!("{}Renamed", scene.at(&method.name));
    scene.replace(&method.name, name);
    Some(())
}

/// Returns the name of a random top-level message of the file.
fn some_message(scene: &mut MutationContext<'_>) -> Option<String> {
    let message = scene.any_where(&[ItemKind::Message], |_, it| it.parent.is_none())?;
    Some(scene.at(&message.name).to_owned())
}

fn change_type(scene: &mut MutationContext<'_>, span: &Span) -> Option<()> {
    let other = some_message(scene)?;
    let streams = if scene.at(span).trim().starts_with("stream ") { "stream " } else { "" };
    scene.replace(span, format!("{streams}{other}"));
    Some(())
}

fn change_request(scene: &mut MutationContext<'_>) -> Option<()> {
    let method = method(scene)?;
    change_type(scene, &method.ty)
}

fn change_response(scene: &mut MutationContext<'_>) -> Option<()> {
    let method = method(scene)?;
    change_type(scene, &method.returns)
}

fn toggle(scene: &mut MutationContext<'_>, span: &Span) -> Option<()> {
    let ty = scene.at(span).trim().to_owned();
    let other = ty.strip_prefix("stream ").map_or_else(|| format!("stream {ty}"), str::to_owned);
    scene.replace(span, other);
    Some(())
}

fn toggle_client(scene: &mut MutationContext<'_>) -> Option<()> {
    let method = method(scene)?;
    toggle(scene, &method.ty)
}

fn toggle_server(scene: &mut MutationContext<'_>) -> Option<()> {
    let method = method(scene)?;
    toggle(scene, &method.returns)
}

fn idempotency(scene: &mut MutationContext<'_>) -> Option<()> {
    let method = method(scene)?;
    let level = *scene.random.pick(&["NO_SIDE_EFFECTS", "IDEMPOTENT", "IDEMPOTENCY_UNKNOWN"])?;
    let option = format!("option idempotency_level = {level};");
    if method.body.is_some() {
        return scene.insert_into(&method, &option);
    }
    let end = method.span.end - 1..method.span.end;
    scene.replace(&end, format!(" {{\n    {option}\n  }}"));
    Some(())
}

fn add(scene: &mut MutationContext<'_>) -> Option<()> {
    let service = scene.any(&[ItemKind::Service])?;
    let message = some_message(scene)?;
    scene.insert_into(&service, &format!("rpc AddedHere({message}) returns ({message});"))
}
