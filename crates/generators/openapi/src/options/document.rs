//! Options of files, for the head of a document.

use super::super::object::{JsonValue, Object};
use super::oauth2;
use super::{GNOSTIC, OPENAPIV2, first, named, objects, requirements};
use protoward_dynamic::Codec;
use protoward_schema::annotations::Annotation;
use protoward_schema::{FileId, ServiceId};

const DOCUMENT: [Annotation; 2] = [
    Annotation { name: "openapi.v3.document", number: GNOSTIC },
    Annotation { name: "grpc.gateway.protoc_gen_openapiv2.options.openapiv2_swagger", number: OPENAPIV2 },
];

/// The options for a document: those of the first of its files that has any.
#[derive(Default)]
pub(in super::super) struct DocumentOptions {
    /// The keys of `info` that are set, which replace the defaults.
    pub(in super::super) info: Object<'static>,
    pub(in super::super) servers: Vec<Object<'static>>,
    /// Tags, with a name each.
    pub(in super::super) tags: Vec<Object<'static>>,
    pub(in super::super) external_docs: Option<JsonValue<'static>>,
    /// Security requirements and the schemes that they name.
    pub(in super::super) security: Option<JsonValue<'static>>,
    pub(in super::super) schemes: Object<'static>,
}

impl DocumentOptions {
    /// Reads the options of the files of services.
    pub(in super::super) fn new(codec: &Codec<'_>, services: &[ServiceId]) -> Self {
        let files: Vec<FileId> = services.iter().map(|&service| codec.schema()[service].file).collect();
        let found = files.into_iter().find_map(|file| first(codec, &DOCUMENT, file.into()));
        found.map(Self::read).unwrap_or_default()
    }

    fn read(mut found: Object<'static>) -> Self {
        let mut info = found.remove("info").map(Object::from_value).unwrap_or_default();
        info.retain(|key| {
            ["title", "description", "termsOfService", "contact", "license", "version", "summary"].contains(&key)
        });
        let mut servers = objects(found.remove("servers"));
        servers.iter_mut().for_each(|server| server.retain(|key| ["url", "description"].contains(&key)));
        servers.extend(host(&mut found));
        let mut tags = objects(found.remove("tags"));
        tags.iter_mut().for_each(|tag| tag.retain(|key| ["name", "description", "externalDocs"].contains(&key)));
        tags.retain(|tag| tag.get("name").is_some());
        Self {
            info,
            servers,
            tags,
            external_docs: found.remove("externalDocs"),
            security: found.remove("security").map(requirements),
            schemes: schemes(&mut found),
        }
    }
}

/// Returns the server of openapiv2's `host`, `basePath` and `schemes`.
fn host(found: &mut Object<'static>) -> Option<Object<'static>> {
    let text = |value: Option<JsonValue<'static>>| value.as_ref().and_then(JsonValue::text).map(str::to_owned);
    let host = text(found.remove("host"))?;
    let path = text(found.remove("basePath")).unwrap_or_default();
    let scheme = match found.remove("schemes") {
        Some(JsonValue::List(schemes)) => text(schemes.into_iter().next()).map(|scheme| scheme.to_lowercase()),
        _ => None,
    };
    let scheme = scheme.unwrap_or_else(|| "https".to_owned());
    Some(Object::of("url", format!("{scheme}://{host}{}", path.trim_end_matches('/'))))
}

/// Returns the security schemes by name.
fn schemes(found: &mut Object<'static>) -> Object<'static> {
    let mut components = found.remove("components").map(Object::from_value).unwrap_or_default();
    let gnostic = components.remove("securitySchemes").map(Object::from_value).unwrap_or_default();
    let own = found.remove("securityDefinitions").map(Object::from_value).unwrap_or_default();
    let mut schemes = Object::default();
    for (name, mut scheme) in named(gnostic, "").into_iter().chain(named(own, "security")) {
        if let Some(JsonValue::Object(inner)) = scheme.remove("securityScheme") {
            scheme = inner;
        }
        if let Some(scheme) = scheme_of(scheme) {
            schemes.set(name, scheme);
        }
    }
    schemes
}

/// Returns a security scheme; openapiv2 has its types and places as the names of enum values. `None` for a scheme without a type.
fn scheme_of(mut scheme: Object<'static>) -> Option<Object<'static>> {
    let ty = scheme.get("type").and_then(JsonValue::text).unwrap_or_default().to_owned();
    match ty.as_str() {
        "TYPE_BASIC" => {
            scheme.set("type", "http");
            scheme.set("scheme", "basic");
        }
        "TYPE_API_KEY" => {
            let place = scheme.get("in").and_then(JsonValue::text).unwrap_or_default();
            let place = place.trim_start_matches("IN_").to_lowercase();
            scheme.set("type", "apiKey");
            scheme.set("in", place);
        }
        "oauth2" | "TYPE_OAUTH2" => return oauth2::scheme(scheme),
        "" => return None,
        _ => {}
    }
    scheme.retain(|key| {
        ["type", "description", "name", "in", "scheme", "bearerFormat", "openIdConnectUrl"].contains(&key)
    });
    Some(scheme)
}
