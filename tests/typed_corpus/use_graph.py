# pyright: strict
"""What users write with the SDK of the whole corpus: more than sixty operations, type-checked strictly and run.

`run(client, async_client)` is called by a test with clients that answer everything with an empty page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone

from sdk import Accepted, ApiError, AsyncClient, Client, NotFound, models

NOW = datetime(2026, 1, 31, 9, 30, tzinfo=timezone.utc)


# Mail


def inbox(client: Client) -> list[tuple[str, datetime | None]]:
    """Subjects of what was not read, newest first."""
    found = client.me.messages.list(
        select=["subject", "receivedDateTime"],
        filter="isRead eq false",
        orderby=["receivedDateTime desc"],
        top=25,
    )
    return [(message.subject or "", message.received_date_time) for message in found]


def write(client: Client, to: str, subject: str, text: str) -> Accepted:
    recipient = models.Recipient(email_address=models.EmailAddress(address=to))
    message = models.Message(
        subject=subject,
        body=models.ItemBody(content_type=models.BodyType.TEXT, content=text),
        to_recipients=[recipient],
    )
    return client.me.send_mail(message=message, save_to_sent_items=True)


def draft_and_file(client: Client, folder: str) -> models.Message:
    draft = client.me.messages.create(models.Message(subject="Draft", categories=["Later"]))
    draft.importance = models.Importance.HIGH
    draft.is_read = True
    changed = client.me.messages["draft"].update(draft)
    client.me.messages["draft"].attachments.create_upload_session(
        attachment_item=models.AttachmentItem(name="a.pdf", size=5_000_000)
    )
    for attachment in client.me.messages["draft"].attachments.list():
        print(attachment.name, attachment.size)
    kept = client.me.mail_folders[folder].get(select=["displayName"])
    print(kept.display_name, kept.unread_item_count)
    client.me.mail_folders[folder].update(models.MailFolder(display_name="Filed"))
    client.me.mail_folders[folder].child_folders.create(models.MailFolder(display_name="2026"))
    client.me.mail_folders[folder].copy(destination_id="archive")
    for message in client.me.mail_folders[folder].messages.list(top=5, prefer="IdType=ImmutableId"):
        print(message.subject)
    client.me.messages["draft"].delete()
    return changed


def clean(client: Client, folders: Sequence[str]) -> None:
    for folder in folders:
        try:
            client.me.mail_folders[folder].delete()
        except NotFound:
            continue
        except ApiError as error:
            print(error.status_code, error.code, error.request_id)
            raise


# Calendar and tasks


def week(client: Client) -> Iterator[str]:
    view = client.me.calendar.calendar_view.list(
        start_date_time=NOW.isoformat(),
        end_date_time=(NOW + timedelta(days=7)).isoformat(),
        prefer='outlook.timezone="UTC"',
    )
    for event in view:
        start = event.start.date_time if event.start else None
        yield f"{start}: {event.subject}"
    for calendar in client.me.calendar_groups.list():
        yield calendar.name or ""


def meet(client: Client) -> models.Event:
    default = client.me.calendar.get()
    print(default.name, default.can_edit)
    event = models.Event(
        subject="Review",
        start=models.DateTimeTimeZone(date_time="2026-02-01T10:00:00", time_zone="UTC"),
        end=models.DateTimeTimeZone(date_time="2026-02-01T11:00:00", time_zone="UTC"),
        attendees=[models.Attendee(email_address=models.EmailAddress(address="a@b.test"))],
    )
    made = client.groups["team"].events.create(event)
    answer = client.me.events["e"].accept(comment="I'll be there", send_response=True)
    print(answer.status_code, answer.retry_after)
    client.me.events["f"].decline(comment="Sorry", send_response=False)
    client.me.events["e"].update(models.Event(is_online_meeting=True))
    client.me.calendars.create(models.Calendar(name="Side"))
    client.me.calendars["side"].delete()
    return made


def todo(client: Client) -> None:
    tasks = client.me.todo.lists.create(models.TodoTaskList(display_name="Shopping"))
    tasks.display_name = "Shopping, Saturday"
    client.me.todo.lists["l"].update(tasks)
    client.me.todo.lists["l"].tasks.create(models.TodoTask(title="Milk"))
    for task in client.me.todo.lists["l"].tasks.list(filter="status ne 'completed'"):
        print(task.title, task.status, task.importance)
    one = client.me.todo.lists["l"].tasks["t"].get()
    if one.status is not None and not one.status.is_known:
        print("a status that the documentation does not know:", one.status)
    client.me.todo.lists["l"].delete()


# Files


def files(client: Client) -> bytes:
    for item in client.me.drive.recent.list():
        print(item.name, item.size, item.web_url)
    item = client.me.drive.root["Reports/2026/January report.docx"].get()
    folder = models.DriveItem(name="New", folder=models.Folder())
    client.me.drive.items["parent"].children.create(folder)
    for child in client.me.drive.items["parent"].children.list(top=200):
        print(child.name, child.last_modified_date_time)
    link = client.me.drive.items["i"].create_link(type="view", scope="organization")
    print(link.link.web_url if link.link else None, item.id)
    client.me.drive.items["i"].invite(
        recipients=[models.DriveRecipient(email="a@b.test")], roles=["read"], require_sign_in=True
    )
    for permission in client.me.drive.items["i"].permissions.list():
        print(permission.id, permission.roles)
    client.me.drive.items["i"].permissions["p"].delete(if_match="1")
    client.me.drive.items["i"].content.replace(b"small")
    copying = client.me.drive.items["i"].copy(name="Copy of it")
    print(copying.location)
    return client.me.drive.items["i"].content.get()


def sheet(client: Client) -> None:
    book = client.me.drive.items["book"].workbook
    for chart in book.worksheets["Sheet1"].charts.list(workbook_session_id="s"):
        print(chart.name, chart.height)
    for table in book.tables.list():
        print(table.name, table.show_headers)


# People, groups, applications


def directory(client: Client) -> None:
    users = client.users.list(
        select=["id", "displayName", "manager"], expand=["manager"], consistency_level="eventual"
    )
    for user in users:
        print(user.display_name, [phone for phone in user.business_phones or ()])
    me = client.me.get(select=["id", "jobTitle"])
    me.job_title = "Gardener"
    print(me.changes())
    client.users["u"].get()
    client.users["u"].manager.get()
    for report in client.me.direct_reports.list():
        match report:
            case models.User(display_name=str(name)):
                print("a user", name)
            case models.Group(mail=mail):
                print("a group", mail)
            case _:
                print(report.id, report.odata_type)
    for group in client.groups.list(filter="startswith(displayName,'A')", count=True):
        print(group.display_name, group.visibility)
    client.groups["g"].members.add_ref({"@odata.id": "https://graph.microsoft.com/v1.0/users/u"})
    client.groups["g"].members["m"].remove_ref()
    names = client.groups["g"].check_member_objects(ids=["a", "b"])
    print([name for name in names])
    client.devices["d"].update(models.Device(account_enabled=False))
    for contact in client.contacts.list():
        print(contact.company_name)
    for organization in client.organization.list():
        print(organization.verified_domains)


def secrets(client: Client) -> str | None:
    credential = models.ApplicationAddPasswordPasswordCredential(
        display_name="ci", end_date_time=NOW + timedelta(days=90)
    )
    secret = client.applications["a"].add_password(password_credential=credential)
    client.applications["a"].remove_key(key_id="00000000-0000-0000-0000-000000000001")
    for extension in client.applications["a"].extension_properties.list():
        print(extension.name, extension.data_type)
    role = models.AppRoleAssignment(principal_id="p", resource_id="r", app_role_id="0")
    client.service_principals["s"].app_role_assignments.create(role)
    client.service_principals["s"].app_role_assigned_to["x"].delete()
    return secret.secret_text


# Teams, planner, security, search


def teams(client: Client) -> None:
    for team in client.me.joined_teams.list():
        print(team.display_name)
    for channel in client.teams["t"].channels.list():
        print(channel.display_name, channel.membership_type)
    client.teams["t"].channels["c"].update(models.Channel(description="All about it"))
    message = models.ChatMessage(body=models.ItemBody(content="Hello"))
    client.chats["c"].messages.create(message)
    for said in client.chats["c"].messages.list(top=10):
        print(said.from_.user if said.from_ else None, said.created_date_time)
    presence = client.me.presence.get()
    print(presence.availability, presence.activity)
    for other in client.communications.get_presences_by_user_id(ids=["a", "b"]):
        print(other.id, other.availability)


def plan(client: Client) -> None:
    client.planner.buckets.create(models.PlannerBucket(name="Next", plan_id="p", order_hint=" !"))
    for task in client.planner.tasks.list():
        print(task.title, task.percent_complete, task.due_date_time)
    client.planner.tasks["t"].update(models.PlannerTask(percent_complete=100), if_match='W/"1"')
    client.planner.buckets["b"].delete(if_match='W/"1"')


def watch(client: Client) -> models.Subscription:
    for alert in client.security.alerts.list(top=1):
        print(alert.title, alert.severity, alert.status)
    for sign_in in client.audit_logs.sign_ins.list(top=1):
        print(sign_in.user_display_name, sign_in.risk_level_aggregated)
    hits = client.search.query(
        requests=[models.SearchRequest(query=models.SearchQuery(query_string="budget"), size=5)]
    )
    for answer in hits:
        print(answer.search_terms)
    made = models.Subscription(
        change_type="updated",
        notification_url="https://a.test/hook",
        resource="me/messages",
        expiration_date_time=NOW + timedelta(hours=1),
    )
    return client.subscriptions.create(made)


def sites(client: Client) -> None:
    for listed in client.sites["contoso.sharepoint.com"].lists.list():
        print(listed.display_name, listed.web_url)
    fields = models.FieldValueSet.from_dict({"Title": "Widget", "Color": "Blue"})
    item = models.ListItem(fields=fields)
    client.sites["contoso.sharepoint.com"].lists["l"].items.create(item)


# Whole pages, batches, deltas, and the asynchronous client


def changes(client: Client, link: str | None) -> str | None:
    """The delta link to go on with next time."""
    first = client.users.delta.request(select=["displayName"])
    if link:
        for user in client.follow(link, like=first):
            print(user.display_name)
    page = client.send(first)
    return page.delta_link or page.next_link


def together(client: Client) -> None:
    me = client.me.get.request(select=["displayName"])
    unread = client.me.messages.list.request(filter="isRead eq false", top=1)
    results = client.batch([me, unread])
    user = results.of(me)
    mail = results.of(unread)
    if isinstance(user, ApiError) or isinstance(mail, ApiError):
        return
    print(user.display_name, mail.count, [message.subject for message in mail])


async def later(client: AsyncClient) -> int:
    number = 0
    async for message in client.me.messages.list(top=3):
        number += bool(message.subject)
    user = await client.users["u"].get()
    print(user.display_name)
    await client.me.contacts.create(models.Contact(given_name="Ada", birthday=NOW))
    async for contact in client.me.contacts.list(orderby=["surname"]):
        print(contact.email_addresses)
    return number


async def run(client: Client, async_client: AsyncClient) -> None:
    """Every function above, once."""
    print(inbox(client), write(client, "a@b.test", "Hello", "World"), list(week(client)))
    draft_and_file(client, "inbox")
    clean(client, ["old"])
    meet(client)
    todo(client)
    print(len(files(client)))
    sheet(client)
    directory(client)
    print(secrets(client))
    teams(client)
    plan(client)
    watch(client)
    sites(client)
    changes(client, None)
    print(await later(async_client))
