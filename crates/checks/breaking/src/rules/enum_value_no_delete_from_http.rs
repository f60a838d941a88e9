//! Names of enum values that clients send over HTTP: in paths, in queries and in the JSON of bodies. `reserved` does not help a client
//! that sends a name.

use std::collections::{BTreeMap, HashSet};

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::names::{API, WIRE_JSON};
use crate::rest::{NewHandling, RequestOutcome, changed_fates, counterpart, sent_enums};
use crate::rule::{BreakingRule, Check};
use crate::spot::ElementPlace;
use crate::subject;
use protoward_http::{Binding, Body, FieldPath, SampleRequest, query, sample};
use protoward_schema::{EnumId, EnumValueId, FieldId, FieldType, MethodId, Schema};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "ENUM_VALUE_NO_DELETE_FROM_HTTP",
    "values of enums that HTTP clients send by name keep their names",
    &[WIRE_JSON, API],
    include_str!("enum_value_no_delete_from_http.md"),
    Check::Schema(check),
)
.shown_by_call()
.own()];

/// An enum of a request, as the type of one of its fields.
struct SentEnum {
    enums: Pair<EnumId>,
    /// The part of the request that has the name.
    part: RequestPart,
}

/// The part of a request that has the name of an enum value.
enum RequestPart {
    /// A variable of the path, by its sample value.
    Path(String),
    /// A query parameter, by name.
    Query(String),
    /// JSON of the whole body, with a sample value of the enum.
    Body { json: String, sample: String },
}

fn check(cx: &Comparison<'_>, findings: &mut Findings) {
    let mut lost: BTreeMap<(EnumValueId, EnumId), (String, SampleRequest, Pair<MethodId>)> = BTreeMap::new();
    let pairs = cx.pairs.methods.iter().chain(&cx.followed.methods);
    for fate in pairs.flat_map(|&pair| changed_fates(cx, pair)) {
        let (NewHandling::Same(new) | NewHandling::Rebound(new)) = fate.now else { continue };
        for sent in sent(cx, &fate, new) {
            for value in lost_names(cx, sent.enums) {
                let name = cx.old.name(value.into());
                lost.entry((value, sent.enums.new)).or_insert_with(|| {
                    let call = sent.part.call(fate.call(cx.old), name);
                    (format!("{} of `{} {}`", sent.part.described(), fate.verb, fate.old.path), call, fate.pair)
                });
            }
        }
    }
    for ((value, now), (place, call, pair)) in lost {
        let number = cx.old[value].number;
        let renamed = cx.new[now].values.iter().copied().find(|&value| cx.new[value].number == number);
        let problem = problem(cx, value, renamed, &place);
        let spot: ElementPlace = renamed.map_or_else(|| cx.now(now, &[]), |renamed| cx.now(renamed, &[]));
        findings.push(spot, cx.was(value, &[]), problem).details([place]).call(call, pair);
    }
}

/// Returns the enums that clients send by name in a request.
fn sent(cx: &Comparison<'_>, fate: &RequestOutcome<'_>, new: &Binding) -> Vec<SentEnum> {
    let old = fate.old;
    let mut all = Vec::new();
    for path in &old.variables {
        let sample = path.last().and_then(|&field| sample::text(cx.old, field));
        all.extend(of_path(cx, fate.pair, path, sample.map(RequestPart::Path)));
    }
    // Without parameters in the query of either version, the rest of the request is in the body.
    if new.body != Body::All {
        for path in query(cx.old, old).fields {
            let name = path.iter().map(|&field| cx.old.json_name(field)).collect::<Vec<_>>().join(".");
            all.extend(of_path(cx, fate.pair, &path, Some(RequestPart::Query(name))));
        }
    }
    all.extend(sent_enums(cx, old, new).into_iter().filter_map(|(field, enums, json)| {
        let sample = sample::text(cx.old, field)?;
        Some(SentEnum { enums, part: RequestPart::Body { json, sample } })
    }));
    all
}

/// Returns the enum of a field in the path or the query.
fn of_path(cx: &Comparison<'_>, pair: Pair<MethodId>, path: &FieldPath, part: Option<RequestPart>) -> Option<SentEnum> {
    let old = enumeration(cx.old, *path.last()?)?;
    let new = enumeration(cx.new, *counterpart(cx, pair, path)?.last()?)?;
    Some(SentEnum { enums: Pair { old, new }, part: part? })
}

fn enumeration(schema: &Schema, field: FieldId) -> Option<EnumId> {
    if let FieldType::Enum(id) = schema[field].ty { Some(id) } else { None }
}

/// Returns the old values whose names the new enum does not have.
fn lost_names(cx: &Comparison<'_>, pair: Pair<EnumId>) -> Vec<EnumValueId> {
    let known: HashSet<&str> = cx.new[pair.new].values.iter().map(|&value| cx.new.name(value.into())).collect();
    cx.old[pair.old].values.iter().copied().filter(|&value| !known.contains(cx.old.name(value.into()))).collect()
}

impl RequestPart {
    fn described(&self) -> String {
        match self {
            Self::Path(_) => "the path".to_owned(),
            Self::Query(name) => format!("the query parameter `{name}`"),
            Self::Body { .. } => "the body".to_owned(),
        }
    }

    /// Returns the request with the name of a value.
    fn call(&self, call: SampleRequest, value: &str) -> SampleRequest {
        match self {
            Self::Path(sample) => {
                let segments = call.path.split('/').map(|segment| if segment == sample { value } else { segment });
                SampleRequest { path: segments.collect::<Vec<_>>().join("/"), ..call }
            }
            Self::Query(name) => {
                let query = call.query.iter().cloned().chain([(name.clone(), value.to_owned())]).collect();
                SampleRequest { query, ..call }
            }
            Self::Body { json, sample } => {
                let body = json.replace(&sample::quoted(sample), &sample::quoted(value));
                SampleRequest { body: Some(body), ..call }
            }
        }
    }
}

fn problem(cx: &Comparison<'_>, value: EnumValueId, renamed: Option<EnumValueId>, place: &str) -> Problem {
    let name = cx.old.name(value.into());
    let number = cx.old[value].number;
    let happened = match renamed {
        Some(renamed) => format!("is `{}` now", cx.new.name(renamed.into())),
        None => "was deleted".to_owned(),
    };
    Problem {
        message: format!(
            "value `{name}` ({number}) of `{}` {happened}: a client that sends `{name}` in {place} gets 400",
            subject::enumeration(cx.old, cx.old[value].parent)
        ),
        now: format!("nothing is called `{name}`"),
        was: "it was declared here".to_owned(),
        help: match renamed {
            Some(renamed) => {
                format!("keep `{name}`, and add `{}` with `option allow_alias = true;`", cx.new.name(renamed.into()))
            }
            None => format!(
                "keep `{name}` and mark it `[deprecated = true]`; `reserved` does not help clients that send its name"
            ),
        },
    }
}
