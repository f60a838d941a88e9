//! Computes protoward's answers to a case, in the format of the reference.

use std::collections::BTreeMap;

use protoward_http_template::{Match, Router, Segment, Template, query_pairs};
use serde_json::{Value, json};

use super::draw::Case;

pub(super) fn answer(case: &Case) -> Value {
    let templates: Vec<Option<Template>> = case.templates.iter().map(|(_, text)| Template::parse(text).ok()).collect();
    let (router, conflicts) = router(case, &templates);
    let alone: Vec<Option<Router<()>>> = templates.iter().map(|template| Some(alone(template.clone()?))).collect();
    json!({
        "templates": templates.iter().map(|template| template.as_ref().map(judged)).collect::<Vec<_>>(),
        "conflicts": conflicts,
        "alone": case.requests.iter().map(|(_, path)| captures(&alone, path)).collect::<Vec<_>>(),
        "routed": case.requests.iter().map(|(method, path)| routed(&router, method, path)).collect::<Vec<_>>(),
        "queries": case.queries.iter().map(|query| pairs(query)).collect::<Vec<_>>(),
    })
}

/// Describes a parsed template. If its canonical text parses differently, the description matches no reference.
fn judged(template: &Template) -> Value {
    let canonical = template.to_string();
    match Template::parse(&canonical) {
        Ok(again) if template_json(&again) == template_json(template) && again.to_string() == canonical => {
            template_json(template)
        }
        again => json!({ "canonical": canonical, "means": format!("{again:?}") }),
    }
}

fn template_json(template: &Template) -> Value {
    let segment = |segment: &Segment| match segment {
        Segment::Literal(text) => json!(["literal", text]),
        Segment::Single => json!("*"),
        Segment::Multi => json!("**"),
    };
    let variables = template.variables().iter().map(|variable| {
        let segments = variable.segments();
        json!([variable.dotted(), segments.start, segments.end, variable.is_multi_segment()])
    });
    json!({
        "segments": template.segments().iter().map(segment).collect::<Vec<_>>(),
        "variables": variables.collect::<Vec<_>>(),
        "verb": template.verb(),
        "departs": template.departure().is_some(),
    })
}

/// Inserts all templates into one router. Returns the router and, for each template, the index of the one that it conflicts with.
fn router(case: &Case, templates: &[Option<Template>]) -> (Router<usize>, Vec<Option<usize>>) {
    let mut router = Router::new();
    let mut conflicts = Vec::new();
    let mut inserted = BTreeMap::new();
    for (number, ((method, _), template)) in case.templates.iter().zip(templates).enumerate() {
        let Some(template) = template else {
            conflicts.push(None);
            continue;
        };
        match router.insert(method, template.clone(), number) {
            Ok(()) => {
                inserted.insert((method.clone(), template.to_string()), number);
                conflicts.push(None);
            }
            Err(conflict) => conflicts.push(inserted.get(&(conflict.method, conflict.first)).copied()),
        }
    }
    (router, conflicts)
}

fn alone(template: Template) -> Router<()> {
    let mut router = Router::new();
    router.insert("GET", template, ()).expect("it is the only one");
    router
}

fn captures(routers: &[Option<Router<()>>], path: &str) -> Value {
    if matches!(Router::<()>::new().find("GET", path), Match::Malformed(_)) {
        return json!("malformed");
    }
    let captured = routers.iter().map(|router| match router.as_ref()?.find("GET", path) {
        Match::Found(found) => {
            let values = found.captures.iter().map(|(variable, value)| json!([variable.dotted(), value]));
            Some(Value::Array(values.collect()))
        }
        Match::NotFound => None,
        other @ (Match::MethodNotAllowed(_) | Match::Malformed(_)) => Some(json!(format!("{other:?}"))),
    });
    Value::Array(captured.map(|value| value.unwrap_or(Value::Null)).collect())
}

fn routed(router: &Router<usize>, method: &str, path: &str) -> Value {
    match router.find(method, path) {
        Match::Found(found) => json!(found.value),
        Match::NotFound => json!([]),
        Match::MethodNotAllowed(methods) => json!(methods),
        Match::Malformed(_) => json!("malformed"),
    }
}

fn pairs(query: &str) -> Value {
    Value::Array(
        query_pairs(query).map(|pair| pair.map_or(Value::Null, |(name, value)| json!([name, value]))).collect(),
    )
}
