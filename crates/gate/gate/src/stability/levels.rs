//! The level of each element of a schema, by custom options, by the names in the configuration, and by the versions of
//! packages.

use std::collections::HashMap;

use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{Element, FieldType, MessageId, Schema};
use protoward_settings::{StabilityLevel, StabilitySetting};

/// The options of xDS and UDPA, which need no configuration. What they mark as work in progress is alpha.
const KNOWN: [&str; 4] = [
    "xds.annotations.v3.file_status",
    "xds.annotations.v3.message_status",
    "xds.annotations.v3.field_status",
    "udpa.annotations.file_status",
];

/// The field of these options.
const WORK_IN_PROGRESS: &str = "work_in_progress";

/// The levels of one schema.
pub(crate) struct Levels<'a> {
    schema: &'a Schema,
    /// The custom options by the message of options that each extends, such as `google.protobuf.FieldOptions`.
    options: HashMap<&'a str, Vec<LevelOption>>,
    named: HashMap<&'a str, StabilityLevel>,
}

/// A custom option that has a level.
struct LevelOption {
    number: u32,
    ty: FieldType,
}

impl<'a> Levels<'a> {
    pub(crate) fn new(setting: &'a StabilitySetting, schema: &'a Schema) -> Self {
        let mut options: HashMap<&str, Vec<LevelOption>> = HashMap::new();
        for name in setting.options.iter().map(|word| &*word.text).chain(KNOWN) {
            let Some(Element::Field(id)) = schema.find(name.trim_start_matches('.')) else { continue };
            let field = &schema[id];
            if let (true, Ok(number)) = (field.is_extension(), u32::try_from(field.number.0)) {
                let extendee = schema.text(schema[field.containing()].full_name);
                options.entry(extendee).or_default().push(LevelOption { number, ty: field.ty });
            }
        }
        let named = setting.levels.iter().map(|(name, level)| (&*name.text, *level)).collect();
        Self { schema, options, named }
    }

    /// Returns the level of an element: its own, or that of the nearest declaration, file or package around it that has one. By
    /// its name, a package such as `acme.v1alpha2` is alpha and `acme.v1beta1` beta. Everything else is stable.
    pub(crate) fn level(&self, element: Element) -> StabilityLevel {
        let file = self.schema.file_of(element);
        let own = std::iter::successors(Some(element), |&element| self.schema.enclosing(element));
        let found = own.chain([Element::File(file)]).find_map(|element| self.own(element));
        found.or_else(|| self.of_package(self.schema.package(file))).unwrap_or(StabilityLevel::Stable)
    }

    fn own(&self, element: Element) -> Option<StabilityLevel> {
        self.of_option(element).or_else(|| self.named.get(&*self.schema.full_name(element)).copied())
    }

    fn of_package(&self, package: &str) -> Option<StabilityLevel> {
        let mut around =
            std::iter::successors(Some(package), |package| package.rsplit_once('.').map(|(outer, _)| outer));
        let named = around.find_map(|package| self.named.get(package).copied());
        named.or_else(|| of_version(package.rsplit('.').next()?))
    }

    /// Returns the value of the option in the options of an element. A value that is not a level counts as none.
    fn of_option(&self, element: Element) -> Option<StabilityLevel> {
        let (kind, bytes) = self.options_of(element)?;
        let known = self.options.get(kind)?;
        let values = WireReader::new(bytes).fields();
        let levels = values.filter_map(|field| {
            let option = known.iter().find(|option| option.number == field.number)?;
            self.of_value(option.ty, &field.value)
        });
        levels.last()
    }

    fn of_value(&self, ty: FieldType, value: &WireValue<'_>) -> Option<StabilityLevel> {
        match (ty, value) {
            (FieldType::Enum(id), WireValue::Varint(number)) => {
                let mut values = self.schema[id].values.iter().map(|&value| &self.schema[value]);
                let value = values.find(|value| i64::from(value.number) == *number as i64)?;
                of_word(self.schema.text(value.name))
            }
            (FieldType::Scalar(_), WireValue::Bytes(bytes)) => of_word(std::str::from_utf8(bytes).ok()?),
            (FieldType::Scalar(_), WireValue::Varint(1)) => Some(StabilityLevel::Alpha),
            (FieldType::Message(id), WireValue::Bytes(bytes)) => self.of_status(id, bytes),
            _ => None,
        }
    }

    fn of_status(&self, message: MessageId, bytes: &[u8]) -> Option<StabilityLevel> {
        let mut fields = self.schema[message].fields.iter().map(|&id| &self.schema[id]);
        let field = fields.find(|field| self.schema.text(field.name) == WORK_IN_PROGRESS)?;
        let number = u32::try_from(field.number.0).ok()?;
        let values = WireReader::new(bytes).fields().filter(|field| field.number == number);
        (values.last()?.value == WireValue::Varint(1)).then_some(StabilityLevel::Alpha)
    }

    fn options_of(&self, element: Element) -> Option<(&'static str, &'a [u8])> {
        let schema = self.schema;
        Some(match element {
            Element::File(id) => ("google.protobuf.FileOptions", schema[id].options.bytes()?),
            Element::Message(id) => ("google.protobuf.MessageOptions", schema[id].options.bytes()?),
            Element::Field(id) => ("google.protobuf.FieldOptions", schema[id].options.bytes()?),
            Element::Oneof(id) => ("google.protobuf.OneofOptions", schema[id].options.bytes()?),
            Element::Enum(id) => ("google.protobuf.EnumOptions", schema[id].options.bytes()?),
            Element::EnumValue(id) => ("google.protobuf.EnumValueOptions", schema[id].options.bytes()?),
            Element::Service(id) => ("google.protobuf.ServiceOptions", schema[id].options.bytes()?),
            Element::Method(id) => ("google.protobuf.MethodOptions", schema[id].options.bytes()?),
        })
    }
}

/// Returns the level of a word such as `beta`, `STABILITY_BETA` or `GA`.
fn of_word(word: &str) -> Option<StabilityLevel> {
    let last = word.rsplit('_').next().unwrap_or(word).to_ascii_lowercase();
    match &*last {
        "ga" => Some(StabilityLevel::Stable),
        name => StabilityLevel::of_name(name),
    }
}

/// Returns the level of a version such as `v1alpha2` or `v1p1beta1`; `None` for a stable version, and for anything else.
fn of_version(version: &str) -> Option<StabilityLevel> {
    let rest = version.strip_prefix('v')?.trim_start_matches(|c: char| c.is_ascii_digit() || c == 'p');
    let is_version = version.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
    match rest.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "alpha" | "test" if is_version => Some(StabilityLevel::Alpha),
        "beta" if is_version => Some(StabilityLevel::Beta),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{StabilityLevel, of_version, of_word};

    #[test]
    fn a_version_has_a_level() {
        let levels = ["v1alpha1", "v2test", "v1p1beta3", "v1beta", "v1", "alpha", "valpha", "v1gamma1"].map(of_version);
        let alpha = Some(StabilityLevel::Alpha);
        let beta = Some(StabilityLevel::Beta);
        assert_eq!(levels, [alpha, alpha, beta, beta, None, None, None, None]);
    }

    #[test]
    fn a_value_has_a_level() {
        let levels = ["beta", "STABILITY_ALPHA", "Stable", "LAUNCH_STAGE_GA", "STABILITY_UNSPECIFIED"].map(of_word);
        let [alpha, beta, stable] = StabilityLevel::ALL.map(Some);
        assert_eq!(levels, [beta, alpha, stable, stable, None]);
    }
}
