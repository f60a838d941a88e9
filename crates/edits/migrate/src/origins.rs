//! The origins of the values of features, and redundant settings.

use super::effects::outer;
use super::features::{FEATURES, Feature};
use super::needs::{Subject, places};
use super::settings::own_setting;
use super::target::is_legacy;
use super::tree::{tree, values};
use protoward_edit::Document;
use protoward_schema::{Element, FileId, Schema};
use protoward_source::Sources;

/// The origin of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The default of the syntax or edition.
    Default,
    /// The element itself sets it.
    Own,
    /// An element around it sets it.
    Inherited(Element),
    /// A keyword or an option of proto2 or proto3 implies it: `required`, `[packed = true]`.
    Keyword,
}

/// The value of a feature for an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeatureOrigin {
    /// The feature that has the value.
    pub feature: Feature,
    /// The value, as a number of the feature's enum.
    pub value: u8,
    /// The place where the value is set, or the reason why none is.
    pub origin: Origin,
    /// The reason why the element's own setting is redundant, if it is.
    pub redundancy: Option<Redundancy>,
}

/// The reason why a setting is redundant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redundancy {
    /// The element would inherit the value anyway.
    Same,
    /// Nothing in the element uses the value.
    Unused,
}

/// The features of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementFeatures {
    /// The element that has the features.
    pub element: Element,
    /// The features that the element uses or sets.
    pub features: Vec<FeatureOrigin>,
}

/// Returns the features of each element of a file that uses or sets any. The file itself has all. `None` without a text.
pub fn origins(schema: &Schema, file: FileId, sources: &Sources) -> Option<Vec<ElementFeatures>> {
    let source = schema[file].source;
    let text = sources.get(source).text.clone()?;
    let doc = Document::new(source, &text)?;
    let tree = tree(&doc, schema, file)?;
    let edition = schema[file].syntax.edition();
    let subject = Subject { schema, file, tree: &tree, edition };
    let mut all: Vec<ElementFeatures> =
        tree.iter().map(|node| ElementFeatures { element: node.element, features: Vec::new() }).collect();
    for row in &FEATURES {
        let places = places(subject, row);
        let values = values(schema, &tree, row, edition);
        let global = |element| row.language.is_none().then(|| global_value(schema, element, row.number));
        let used = used(&places, &values);
        for (index, node) in tree.iter().enumerate() {
            let own = own_setting(schema, node.element, row);
            let is_used = places[index].accepts != u8::MAX;
            if !(is_used || own.is_some() || index == 0) {
                continue;
            }
            let value = global(node.element).unwrap_or(values[index]);
            let origin = if is_legacy(schema[file].syntax) && value != values[index] {
                Origin::Keyword
            } else if own.is_some() {
                Origin::Own
            } else {
                inherited(schema, node.element, row.feature)
            };
            let redundancy = own.and_then(|own| {
                let inherited = if index == 0 { row.default_in(edition) } else { values[node.parent] };
                if own == inherited { Some(Redundancy::Same) } else { (!used[index]).then_some(Redundancy::Unused) }
            });
            all[index].features.push(FeatureOrigin { feature: row.feature, value, origin, redundancy });
        }
    }
    all.retain(|element| !element.features.is_empty());
    Some(all)
}

/// Returns for each node whether its value matters to it or to an element that inherits it.
fn used(places: &[super::placement::Place], values: &[u8]) -> Vec<bool> {
    let mut used = vec![false; places.len()];
    for (index, place) in places.iter().enumerate().rev() {
        used[index] |= place.accepts != u8::MAX;
        if index > 0 && used[index] && place.now.is_none() && values[index] == values[place.parent] {
            used[place.parent] = true;
        }
    }
    used
}

fn inherited(schema: &Schema, element: Element, feature: Feature) -> Origin {
    let mut at = element;
    while let Some(around) = outer(schema, at) {
        if own_setting(schema, around, feature.row()).is_some() {
            return Origin::Inherited(around);
        }
        at = around;
    }
    Origin::Default
}

fn global_value(schema: &Schema, element: Element, number: u32) -> u8 {
    let set = match element {
        Element::File(id) => schema[id].features,
        Element::Message(id) => schema[id].features,
        Element::Field(id) => schema[id].features,
        Element::Oneof(id) => schema[id].features,
        Element::Enum(id) => schema[id].features,
        Element::EnumValue(id) => schema[id].features,
        Element::Service(id) => schema[id].features,
        Element::Method(id) => schema[id].features,
    };
    super::needs::global_values(set).get(number as usize - 1).copied().unwrap_or_default()
}
