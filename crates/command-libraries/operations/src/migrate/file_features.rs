//! The features of the declarations of a file, as text, as JSON, and as warnings about redundant settings.

use crate::migrate::diagnostics;
use crate::migrate::words::edition_name;
use protoward_migrate::{ElementFeatures, Feature, FeatureOrigin, Origin, origins};
use protoward_schema::{Element, FileId, Schema};
use protoward_source::{Diagnostic, Place, Report, Sources};
use protoward_workspace::Workspace;

/// The features of the declarations of a file, with their origins.
#[derive(Debug)]
pub struct FileFeatures<'a> {
    schema: &'a Schema,
    sources: &'a Sources,
    file: FileId,
    elements: Vec<ElementFeatures>,
}

impl<'a> FileFeatures<'a> {
    /// Returns the features of each file that is neither imported nor built in.
    pub fn of_files(workspace: &'a Workspace, sources: &'a Sources) -> impl Iterator<Item = Self> {
        let schema = &workspace.schema;
        let features = move |file| Some(Self { schema, sources, file, elements: origins(schema, file, sources)? });
        workspace.own_files(sources).filter_map(features)
    }

    /// Returns warnings about settings without effect.
    pub fn redundant(&self) -> Report {
        self.elements.iter().flat_map(|element| redundant(self.schema, element)).collect()
    }

    /// Returns a line for each declaration and each of its features.
    pub fn text(&self) -> String {
        shown(self.schema, self.file, &self.elements, self.sources)
    }

    /// Returns a line for each declaration, which is a JSON object.
    pub fn json(&self) -> String {
        self.elements.iter().map(|element| as_json(self.schema, element, self.sources)).collect()
    }
}

fn redundant(schema: &Schema, element: &ElementFeatures) -> Vec<Diagnostic> {
    let at = element.element;
    let found = element.features.iter().filter_map(|it| {
        let place = setting_place(schema, at, it.feature);
        Some(diagnostics::redundant(schema, at, it.feature, it.redundancy?, place))
    });
    found.collect()
}

/// Returns the place of the option that sets a feature, or of the element.
fn setting_place(schema: &Schema, element: Element, feature: Feature) -> Place {
    let row = feature.row();
    // The numbers of the field `options` of a descriptor, and of `features` in these options.
    let kind = element.kind();
    let mut path = vec![kind.options_number(), kind.features_number() as i32];
    path.extend(row.language.map(|language| language.number() as i32));
    path.push(row.number as i32);
    while path.len() > 1 && schema.location(element, &path).is_none() {
        path.pop();
    }
    if path.len() > 1 { schema.part(element, &path) } else { schema.place(element) }
}

fn shown(schema: &Schema, file: FileId, elements: &[ElementFeatures], sources: &Sources) -> String {
    let path = &sources.get(schema[file].source).display;
    let mut text = format!("{path} ({})\n", edition_name(schema[file].syntax));
    for element in elements {
        let name = match element.element {
            Element::File(_) => "the file".to_owned(),
            element => diagnostics::described(schema, element).replace('`', ""),
        };
        text.push_str(&format!("  {name}\n"));
        for feature in &element.features {
            let row = feature.feature.row();
            let setting = format!("{row} = {}", row.value_name(feature.value));
            text.push_str(&format!("    {setting:<44} {}\n", origin(schema, element.element, feature, sources)));
        }
    }
    text
}

/// Returns the origin of a value in words.
fn origin(schema: &Schema, element: Element, feature: &FeatureOrigin, sources: &Sources) -> String {
    let at = |of: Element| sources.start(setting_place(schema, of, feature.feature)).map_or(0, |start| start.line + 1);
    match feature.origin {
        Origin::Default => format!("default of {}", edition_name(schema[schema.file_of(element)].syntax)),
        Origin::Own => format!("set here, line {}", at(element)),
        Origin::Inherited(Element::File(id)) => format!("set by the file, line {}", at(id.into())),
        Origin::Inherited(of) => {
            format!("set by {}, line {}", diagnostics::described(schema, of).replace('`', ""), at(of))
        }
        Origin::Keyword => "from a keyword or option".to_owned(),
    }
}

fn as_json(schema: &Schema, element: &ElementFeatures, sources: &Sources) -> String {
    let place = schema.place(element.element);
    let start = sources.start(place);
    let features = element.features.iter().map(|it| {
        let row = it.feature.row();
        let (kind, from) = match it.origin {
            Origin::Default => ("default", None),
            Origin::Own => ("own", None),
            Origin::Inherited(Element::File(_)) => ("file", None),
            Origin::Inherited(of) => ("inherited", Some(schema.full_name(of))),
            Origin::Keyword => ("keyword", None),
        };
        serde_json::json!({
            "name": row.to_string(),
            "value": row.value_name(it.value),
            "origin": kind,
            "from": from,
            "redundant": it.redundancy.is_some(),
        })
    });
    let name = match element.element {
        Element::File(_) => None,
        element => Some(schema.full_name(element)),
    };
    let object = serde_json::json!({
        "path": sources.get(place.source).portable(),
        "line": start.map(|start| start.line + 1),
        "kind": format!("{:?}", element.element.kind()).to_lowercase(),
        "name": name,
        "features": features.collect::<Vec<_>>(),
    });
    format!("{object}\n")
}
