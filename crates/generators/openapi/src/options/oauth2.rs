//! OAuth 2.0 schemes. gnostic has the flows of OpenAPI 3, openapiv2 the single flow of 2.0.

use super::objects;
use crate::object::{JsonValue, Object};

/// The names of flows in openapiv2 and in OpenAPI 3.
const FLOWS: [(&str, &str); 4] = [
    ("FLOW_IMPLICIT", "implicit"),
    ("FLOW_PASSWORD", "password"),
    ("FLOW_APPLICATION", "clientCredentials"),
    ("FLOW_ACCESS_CODE", "authorizationCode"),
];

/// Returns a scheme with its flows; `None` if it has none.
pub(super) fn scheme(mut found: Object<'static>) -> Option<Object<'static>> {
    let mut flows = Object::default();
    let of_openapiv2 = found.get("flow").and_then(JsonValue::text).and_then(name_of);
    if let Some(name) = of_openapiv2 {
        flows.set(name, flow(&mut found));
    }
    if let Some(JsonValue::Object(mut declared)) = found.remove("flows") {
        for (_, name) in FLOWS {
            if let Some(of_gnostic) = declared.object_mut(name) {
                flows.set(name, flow(of_gnostic));
            }
        }
    }
    if flows.is_empty() {
        return None;
    }
    let mut scheme = Object::of("type", "oauth2");
    found.remove("description").into_iter().for_each(|text| scheme.set("description", text));
    Some(scheme.with("flows", flows))
}

fn name_of(flow: &str) -> Option<&'static str> {
    FLOWS.iter().find(|(known, _)| *known == flow).map(|(_, name)| *name)
}

/// Takes the URLs and the scopes of a flow. `scopes` is required, even without any.
fn flow(found: &mut Object<'static>) -> Object<'static> {
    let mut flow = Object::default();
    for key in ["authorizationUrl", "tokenUrl", "refreshUrl"] {
        found.remove(key).into_iter().for_each(|url| flow.set(key, url));
    }
    let scopes = found.remove("scopes").map(Object::from_value).unwrap_or_default();
    flow.with("scopes", scopes_of(scopes))
}

/// Returns the descriptions of scopes: the entries of gnostic's `additionalProperties`, or those of openapiv2's map `scope`.
fn scopes_of(mut found: Object<'static>) -> Object<'static> {
    if let Some(JsonValue::Object(scopes)) = found.remove("scope") {
        return scopes;
    }
    let mut scopes = Object::default();
    for mut entry in objects(found.remove("additionalProperties")) {
        if let Some(name) = entry.get("name").and_then(JsonValue::text).map(str::to_owned) {
            scopes.set(name, entry.remove("value").unwrap_or_else(|| "".into()));
        }
    }
    scopes
}
