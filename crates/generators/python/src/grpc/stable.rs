//! The stable API of a service: the client, the server base class, the registration function, and the experimental
//! static calls.

use super::super::page::Page;
use super::services::{Method, Service};

pub(super) fn write(service: &Service<'_>, page: &mut Page) {
    stub(service, page);
    servicer(service, page);
    registration(service, page);
    static_calls(service, page);
}

/// Writes the class of clients, with a callable attribute for each method.
fn stub(Service { name, full_name, docstring, methods }: &Service<'_>, page: &mut Page) {
    page.lines(format_args!("\n\nclass {name}Stub:\n"));
    page.deeper(4, |page| {
        page.lines(format_args!(
            "\
{docstring}
def __init__(self, channel):
    \"\"\"Constructor.

    Args:
        channel: A grpc.Channel.
    \"\"\"
"
        ));
        page.deeper(4, |page| {
            for method in methods {
                let Method { name, request, response, .. } = method;
                let arity = method.arity();
                page.lines(format_args!(
                    "\
self.{name} = channel.{arity}(
        '/{full_name}/{name}',
        request_serializer={request}.SerializeToString,
        response_deserializer={response}.FromString,
        _registered_method=True)
"
                ));
            }
        });
    });
}

/// Writes the base class of servers.
fn servicer(Service { name, docstring, methods, .. }: &Service<'_>, page: &mut Page) {
    page.lines(format_args!("\n\nclass {name}Servicer:\n"));
    page.deeper(4, |page| {
        page.lines(format_args!("{docstring}"));
        for method in methods {
            page.lines(format_args!("\ndef {}(self, {}, context):\n", method.name, method.argument()));
            page.deeper(4, |page| {
                let docstring = &method.docstring;
                page.lines(format_args!(
                    "\
{docstring}context.set_code(grpc.StatusCode.UNIMPLEMENTED)
context.set_details('Method not implemented!')
raise NotImplementedError('Method not implemented!')
"
                ));
            });
        }
    });
}

/// Writes the function that adds an implementation to a server.
fn registration(Service { name, full_name, methods, .. }: &Service<'_>, page: &mut Page) {
    page.lines(format_args!(
        "

def add_{name}Servicer_to_server(servicer, server):
    rpc_method_handlers = {{
"
    ));
    page.deeper(12, |page| {
        for method in methods {
            let Method { name, request, response, .. } = method;
            let arity = method.arity();
            page.lines(format_args!(
                "\
'{name}': grpc.{arity}_rpc_method_handler(
        servicer.{name},
        request_deserializer={request}.FromString,
        response_serializer={response}.SerializeToString,
),
"
            ));
        }
    });
    page.deeper(4, |page| {
        page.lines(format_args!(
            "\
}}
generic_handler = grpc.method_handlers_generic_handler(
        '{full_name}', rpc_method_handlers)
server.add_generic_rpc_handlers((generic_handler,))
server.add_registered_method_handlers('{full_name}', rpc_method_handlers)
"
        ));
    });
}

/// Writes the class with a static method for each call.
fn static_calls(Service { name, full_name, docstring, methods }: &Service<'_>, page: &mut Page) {
    page.lines(format_args!("\n\n # This class is part of an EXPERIMENTAL API.\nclass {name}:\n"));
    page.deeper(4, |page| {
        page.lines(format_args!("{docstring}"));
        for method in methods {
            let Method { name, request, response, .. } = method;
            let argument = method.argument();
            let arity = method.arity();
            page.lines(format_args!(
                "
@staticmethod
def {name}({argument},
        target,
        options=(),
        channel_credentials=None,
        call_credentials=None,
        insecure=False,
        compression=None,
        wait_for_ready=None,
        timeout=None,
        metadata=None):
    return grpc.experimental.{arity}(
        {argument},
        target,
        '/{full_name}/{name}',
        {request}.SerializeToString,
        {response}.FromString,
        options,
        channel_credentials,
        insecure,
        call_credentials,
        compression,
        wait_for_ready,
        timeout,
        metadata,
        _registered_method=True)
"
            ));
        }
    });
}
