"""What the server tells anyone, without a token: its health and its schema. `cargo xtask clients` starts the server."""

import os
import unittest
from pathlib import Path

import grpc
from google.protobuf import descriptor_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

SERVER = os.environ["SERVICES_SERVER"].removeprefix("https://")
CA = Path(os.environ["SERVICES_DATA"]) / "ca.pem"
PATIENCE = 10
SERVICES = [
    "chat.v1.Chat",
    "company.v1.StudentService",
    "ticker.v1.TickerStreamService",
    "user.v1.UserService",
    "user.v2.UserService",
]


class Open(unittest.TestCase):
    def setUp(self) -> None:
        self.channel = grpc.secure_channel(SERVER, grpc.ssl_channel_credentials(CA.read_bytes()))
        self.addCleanup(self.channel.close)

    def test_health(self) -> None:
        health = health_pb2_grpc.HealthStub(self.channel)
        for service in ["", *SERVICES]:
            answer = health.Check(health_pb2.HealthCheckRequest(service=service), timeout=PATIENCE)
            self.assertEqual(answer.status, health_pb2.HealthCheckResponse.SERVING, service)
        with self.assertRaises(grpc.RpcError) as raised:
            health.Check(health_pb2.HealthCheckRequest(service="no.Service"), timeout=PATIENCE)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.NOT_FOUND)

    def reflected(self, **question: str) -> reflection_pb2.ServerReflectionResponse:
        reflection = reflection_pb2_grpc.ServerReflectionStub(self.channel)
        request = reflection_pb2.ServerReflectionRequest(**question)
        return next(reflection.ServerReflectionInfo(iter([request]), timeout=PATIENCE))

    def test_reflection(self) -> None:
        listed = [service.name for service in self.reflected(list_services="").list_services_response.service]
        own = ["grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection"]
        self.assertEqual(sorted(listed), sorted(SERVICES + own))
        answer = self.reflected(file_containing_symbol="company.v1.StudentService").file_descriptor_response
        files = [descriptor_pb2.FileDescriptorProto.FromString(file) for file in answer.file_descriptor_proto]
        services = {service.name: service for file in files for service in file.service}
        methods = [method.name for method in services["StudentService"].method]
        self.assertEqual(methods, ["GetStudent", "ListStudents", "EnrollStudents", "GradeStudents"])


if __name__ == "__main__":
    unittest.main()
