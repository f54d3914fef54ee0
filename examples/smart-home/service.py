# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The service desk, its engineers, and what customers answer when they are asked."""
from people import BAD_BATCH, MODELS
from simulation import DAY, HOUR, MINUTE, stamp

TITLES = {'repair': ('维修', 'Repair'), 'consult': ('咨询', 'Question'), 'complaint': ('投诉', 'Complaint')}
PRAISE = (('安装师傅很专业', 'The engineer knew what he did'), ('用起来省心', 'It just works'), ('', ''), ('', ''))
BLAME = (('修了两次还是坏', 'Repaired twice and broken again'), ('客服等太久', 'I waited too long on the phone'))
INSTALLERS = ('0755-26000001', '0755-26000002')  # a partner's phone is in many people's work orders


def price(model):
    return MODELS[model][1]


def live(world, home):
    rng = home.rng
    owner = home.people[0]
    if owner.id in world.unhappy:
        disappoint(world, owner)
    elif rng.random() < 0.12:
        ask(world, rng.choice(home.people), world.some_time(rng))
    if rng.random() < 0.08:
        repair(world, rng.choice(home.devices), world.some_time(rng), 'E04', rng.random() < 0.1)
    if rng.random() < 0.04:
        number = work_order_ids(world, home)
        when = world.some_time(rng)
        world.desk.emit(when, 'work_order.opened', {**number, 'site_id': home.site_id, 'phone': rng.choice(INSTALLERS)}, {
            'kind': 'install', 'title': home.say('预装', 'Installation'), 'priority': '3', 'channel': 'partner'})
    score_nps(world, home)
    reward(world, owner)


def work_order_ids(world, home):
    world.n_work_orders += 1
    return {'work_order_id': f'W{home.number:05}{world.n_work_orders:06}'}


def ask(world, person, when):
    """A call or a message, by whoever: the desk knows the number only."""
    home, rng = person.home, person.home.rng
    call = {'call_id': f'call-{person.id}-{when}'}
    if rng.random() < 0.6:
        world.desk.emit(when, 'call.received', {**call, **person.who(when, 'phone')}, {
            'channel': 'phone', 'ivr': rng.choice(('1', '2', '3')), 'reason': rng.choice(('bill', 'fault', 'how-to'))})
        world.desk.emit(when + 6 * MINUTE, 'call.ended', call, {'duration_s': 30 + int(rng.random() * 600),
                                                                'waited_s': int(rng.random() * 120)})
        return
    known = person.best(when, 'user_id', 'customer_id', 'phone')
    world.desk.emit(when, 'message.received', known, {'channel': 'chat', 'text': home.say('怎么设置回家场景？',
                                                                                         'How do I set a scene?')})
    number = work_order_ids(world, home)
    world.desk.emit(when + MINUTE, 'work_order.opened', {**number, **known}, {
        'kind': 'consult', 'title': home.say(*TITLES['consult']), 'priority': '4', 'channel': 'chat'})
    world.desk.emit(when + 2 * HOUR, 'work_order.closed', number, {'resolution': 'answered', 'first_time_fixed': True,
                                                                   'made_sla': rng.random() < 0.95})


def repair(world, device, when, code, again=False):
    """From the error to the closed work order; returns when it was closed."""
    home, rng = device.home, device.home.rng
    owner = home.people[0]
    number = work_order_ids(world, home)
    staff = world.staff('engineer', home)
    visit = when + int((1 + 2 * rng.random()) * DAY)
    world.iot.emit(when, 'device.error', device.ids(), {'code': code, 'severity': 'high', 'message': home.say('故障', 'fault')})
    world.desk.emit(when + 3 * HOUR, 'work_order.opened', {
        **number, **device.ids(), 'site_id': home.site_id, **owner.who(when, 'customer_id')}, {
            'kind': 'repair', 'title': home.say(*TITLES['repair']), 'priority': '2', 'category': device.model,
            'channel': 'phone', 'due': stamp(when + 3 * DAY)})
    world.desk.emit(when + 4 * HOUR, 'work_order.assigned', number, {'staff': staff})
    appointment = {'appointment_id': f'A{number["work_order_id"]}'}
    world.desk.emit(when + 4 * HOUR, 'appointment.booked', {**appointment, **number, **owner.who(when, 'customer_id')}, {
        'kind': 'repair', 'at': stamp(visit), 'until': stamp(visit + 2 * HOUR), 'staff': staff})
    if rng.random() < 0.1:
        world.desk.emit(visit, 'appointment.missed', appointment, {'reason': home.say('家里没人', 'nobody at home')})
        visit += DAY
        world.desk.emit(visit - 20 * HOUR, 'appointment.moved', appointment, {'at': stamp(visit)})
    world.desk.emit(visit, 'appointment.kept', appointment, {'staff': staff})
    world.desk.emit(visit, 'work_order.moved', number, {'state': 'on_site'})
    world.desk.emit(visit + HOUR, 'work_order.part_used', number, {'part': f'{device.model}-PCB', 'quantity': 1})
    closed = visit + 2 * HOUR
    world.desk.emit(closed, 'work_order.closed', number, {
        'resolution': 'replaced', 'code': code, 'first_time_fixed': not again, 'made_sla': visit < when + 3 * DAY})
    if again:
        world.desk.emit(closed + 2 * DAY, 'work_order.reopened', number, {'reason': home.say('又坏了', 'broken again')})
        closed += 4 * DAY
        world.desk.emit(closed, 'work_order.closed', number, {'resolution': 'exchanged', 'first_time_fixed': False,
                                                              'made_sla': False})
    if rng.random() < 0.5:
        invite(world, owner, closed + 3 * HOUR, 'csat', 2 if again else rng.choice((5, 5, 4, 4, 3)), 5,
               f'work_order_id:{number["work_order_id"]}', rng.choice(BLAME if again else PRAISE))
    return closed


def wear(world, device, when):
    """The bad batch: its motor does not live long beyond 300 hours."""
    if device.batch != BAD_BATCH or device.total < 300 or hasattr(device, 'worn'):
        return
    device.worn = device.home.rng.random() < 0.6
    if device.worn and when + 6 * DAY < world.end:
        closed = repair(world, device, when + 2 * DAY, 'E21')
        world.desk.emit(closed, 'device.component_replaced', device.ids(), {
            'component': 'motor', 'old_serial': f'M{device.serial}', 'new_serial': f'N{device.serial}',
            'new_batch': 'VR-7-2510', 'part': 'VR7-MOTOR', 'reason': 'failure'})


# -- surveys

def invite(world, person, when, kind, score, scale, about, text):
    home, rng = person.home, person.home.rng
    world.n_responses += 1
    known = person.best(when, 'user_id', 'email') if rng.random() < 0.5 else person.who(when, 'email')
    number = f'I{home.number:05}{world.n_responses:06}'
    if when >= world.end:
        return
    world.survey.emit(when, 'survey.invited', {'invitation_id': number, **known}, {
        'survey': kind, 'kind': kind, 'channel': 'email', **({'about': about} if about else {})})
    if score is None:
        return
    world.survey.emit(when + 5 * HOUR, 'survey.opened', {'invitation_id': number})
    world.survey.emit(when + 5 * HOUR + MINUTE, 'response.received', {'response_id': f'R{number[1:]}', **known}, {
        'kind': kind, 'score': score, 'scale': scale, 'survey': kind, 'invitation': number, 'market': home.region[:2],
        **({'about': about} if about else {}), **({'text': home.say(*text)} if text[0] else {})})


def score_nps(world, home):
    rng = home.rng
    for person in home.people[:2]:
        if not (person.user_id or person.customer_id) or rng.random() > 0.35 or person.id in world.unhappy:
            continue
        score = rng.choice((10, 10, 9, 9, 9, 8, 8, 7, 7, 6, 5, 3, 0))
        if home.city == world.outage_city:
            score = max(score - rng.choice((0, 0, 1, 3)), 0)
        text = rng.choice(PRAISE if score > 8 else BLAME) if score > 8 or score < 7 else ('', '')
        invite(world, person, world.some_time(rng), 'nps', score if rng.random() < 0.6 else None, 10, None, text)


def disappoint(world, person):
    """A promoter whose device breaks twice: the next answer is another one."""
    home = person.home
    first = world.begin + DAY + int(home.rng.random() * 3 * DAY)
    invite(world, person, first, 'nps', 10, 10, None, PRAISE[1])
    device = home.devices[-1]
    closed = repair(world, device, first + 5 * DAY, 'E09', again=True)
    invite(world, person, closed + DAY, 'nps', 2, 10, None, BLAME[0])
    world.social.emit(min(closed + 2 * DAY, world.end - 1), 'post.published', {
        'post_id': f'angry-{person.id}', **person.who(closed, 'user_id')}, {
            'text': home.say('修了两次还是坏，失望', 'Repaired twice, broken again. Disappointed'), 'platform': 'community'})
    world.truth.plot('unhappy_promoter', person=person.id, user_id=person.user_id, serial=device.serial)


def reward(world, person):
    """Coupons, some of which are used."""
    rng = person.home.rng
    if rng.random() > 0.1:
        return
    when = world.some_time(rng)
    coupon = {'coupon_id': f'G{person.home.number:05}'}
    world.crm.emit(when, 'coupon.issued', {**coupon, **person.who(when, 'customer_id')}, {
        'template': 'winter', 'value': 30, 'currency': person.home.say('CNY', 'EUR'), 'expires': stamp(when + 30 * DAY)})
    if rng.random() < 0.3:
        world.crm.emit(when + 2 * DAY, 'coupon.redeemed', coupon)
    world.crm.emit(when + MINUTE, 'task.opened', {'task_id': f'T{person.home.number:05}', **person.who(when, 'customer_id')}, {
        'title': person.home.say('电话回访', 'Call back'), 'kind': 'call', 'staff': world.staff('account_manager', person.home)})
    if rng.random() < 0.8:
        world.crm.emit(when + DAY, 'task.done', {'task_id': f'T{person.home.number:05}'}, {'result': 'reached'})
