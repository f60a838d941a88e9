//! Generates code for the versions of prost and tonic that the crate depends on.

fn main() -> Result<(), protoward_build::Error> {
    let has_bodies = std::env::var("CARGO_PKG_NAME").is_ok_and(|name| name != "earlier-tonic-0-12");
    let builder = protoward_build::configure();
    let builder = if has_bodies { builder.service_config("../service_config.json") } else { builder };
    builder
        .build_transport(false)
        .json(true)
        .open_enums(".earlier.v1.Color")
        .unknown_fields(".earlier.v1.Kept")
        .setters(".")
        .mock_server(true)
        .validate(true)
        .required("strict")
        .in_process_client(has_bodies)
        .compile_protos(&["../earlier.proto"], &[".."])
}
