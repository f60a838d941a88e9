"""Requests that succeed, as examples in the document: what is drawn without them seldom names something that exists."""

import json
import os
import ssl
from pathlib import Path
from urllib.request import Request, urlopen

SERVER = os.environ["SERVICES_SERVER"]
TOKEN = os.environ["SERVICES_TOKEN"]
TRUST = ssl.create_default_context(cafile=Path(os.environ["SERVICES_DATA"], "ca.pem"))

LINES = [{"sku": "PEN-1", "quantity": 1}]


def call(method, path, body):
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    request = Request(SERVER + path, json.dumps(body).encode(), headers, method=method)
    with urlopen(request, context=TRUST) as response:
        return json.load(response)


def person(name):
    return {"name": name, "email": f"{name}@example.org"}


def add(document):
    """Fills the server, and adds examples by the names of operations."""
    student = call("POST", "/v1/students:enroll", person("ann") | {"year": 1})["students"][0]["id"]
    hired = person("bob") | {"department": "research", "salaryCents": "500000"}
    employee = call("POST", "/v1/employees:hire", hired)["employees"][0]["id"]
    user = call("POST", "/v1/users", person("cid"))["users"][0]["id"]
    customer = call("POST", "/v1/customers", person("dan"))["id"]
    item = {"name": "Pen", "priceCents": "150", "available": "100000"}
    call("PUT", "/v1/items/PEN-1", item)
    order = call("POST", "/v1/orders", {"customerId": customer, "lines": LINES})["id"]
    department = {"displayName": "Research", "budgetCents": "100"}
    for name in ["research", "sales", "support"]:
        call("POST", f"/v1/departments?departmentId={name}", department)
    bodies = {
        "Chat_ServerStream": {"sender": "ann"},
        "Chat_ClientStream": {"sender": "ann", "content": "hello"},
        "Chat_StreamChat": {"sender": "ann", "content": "hello"},
        "StudentService_EnrollStudents": person("eve") | {"year": 2},
        "StudentService_GradeStudents": {"studentId": student, "course": "logic", "score": 90},
        "EmployeeService_HireEmployees": hired | person("fay"),
        "EmployeeService_AdjustSalaries": {"employeeId": employee, "changeCents": "100"},
        "DepartmentService_CreateDepartment": department,
        "DepartmentService_UpdateDepartment": department | {"location": {"building": "A", "floor": 0}},
        "DepartmentService_CloseDepartment": {"reason": "moved"},
        "CustomerService_CreateCustomer": person("gil"),
        "InventoryService_PutItem": item | {"sku": "PEN-1"},
        "InventoryService_ReserveStock": {"lines": LINES},
        "OrderService_CreateOrder": {"customerId": customer, "lines": LINES},
        "OrderService_CancelOrder": {},
        "TickerStreamService_TickerStream": {"symbol": "ACME"},
        "user_v1_UserService_CreateUsers": person("hal"),
        "user_v1_UserService_ChatStream": {"userId": user, "content": "hello"},
    }
    parameters = {
        "Chat_ServerStream_2": {"sender": "ann"},
        "StudentService_GetStudent": {"id": student},
        "StudentService_ListStudents": {"pageSize": 1},
        "EmployeeService_GetEmployee": {"id": employee},
        "EmployeeService_ListEmployees_2": {"department": "research", "pageSize": 1},
        "DepartmentService_CreateDepartment": {"departmentId": "logistics"},
        "DepartmentService_ListDepartments": {"pageSize": 2, "states": ["DEPARTMENT_STATE_OPEN"], "orderBy": "name"},
        "DepartmentService_GetDepartment": {"departmentsId": "research"},
        "DepartmentService_UpdateDepartment": {"departmentsId": "research", "updateMask": "displayName,location"},
        "DepartmentService_DeleteDepartment": {"departmentsId": "sales"},
        "DepartmentService_CloseDepartment": {"departmentsId": "support"},
        "CustomerService_GetCustomer": {"id": customer},
        "InventoryService_PutItem": {"itemSku": "PEN-1"},
        "InventoryService_GetItem": {"itemSku": "PEN-1"},
        "InventoryService_ReserveStock": {"reservationId": "reservation-1"},
        "InventoryService_ReleaseStock": {"reservationId": "reservation-1"},
        "OrderService_GetOrder": {"id": order},
        "OrderService_ListOrders": {"customerId": customer},
        "OrderService_CancelOrder": {"id": order},
        "TickerStreamService_WatchPrices": {"symbols": ["ACME"]},
        "user_v1_UserService_GetUser": {"id": user},
        "user_v1_UserService_GetUserV2": {"id": user},
        "user_v2_UserService_GetUser": {"id": user},
        "user_v1_UserService_ListUsers": {"pageSize": 1},
    }
    operations = {it["operationId"]: it for item in document["paths"].values() for it in item.values()}
    for name, body in bodies.items():
        (media,) = operations[name]["requestBody"]["content"].values()
        media["example"] = body
    for name, values in parameters.items():
        by_name = {parameter["name"]: parameter for parameter in operations[name]["parameters"]}
        for parameter, value in values.items():
            by_name[parameter]["example"] = value
