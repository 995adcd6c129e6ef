"""The words that the made vaults are written in: English and Russian, every name invented.

Surnames, companies and topics are put together from parts, so that a vault of any size finds
enough of them. A sentence is a lead, a clause and a tail, each of which fits each.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ENGLISH", "RUSSIAN", "Words"]


@dataclass(frozen=True, slots=True)
class Words:
    """One language's parts and labels. ``(female, male)`` where a pair stands."""

    firsts: tuple[tuple[str, ...], tuple[str, ...]]
    surname_parts: tuple[tuple[str, ...], tuple[str, ...]]
    surname_ends: tuple[str, str]
    topic_parts: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    company_parts: tuple[tuple[str, ...], tuple[str, ...]]
    leads: tuple[str, ...]
    clauses: tuple[str, ...]
    tails: tuple[str, ...]
    series: tuple[str, ...]
    occasions: tuple[str, ...]
    todos: tuple[str, ...]
    headings: tuple[str, ...]
    """Plain headings, without a relation."""
    tags: tuple[str, ...]
    folders: dict[str, str]
    labels: dict[str, str]


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";"))


ENGLISH = Words(
    firsts=(
        _split(
            "Ada; Beatrix; Clover; Delphine; Edith; Fern; Greta; Hazel; Imogen; Juniper; Kerstin; "
            "Lorna; Maren; Nadine; Odette; Petra; Quilla; Rosalind; Signe; Thea; Una; Verity; "
            "Willa; Xenia; Yvaine; Zelda; Aurelie; Briony; Cosima; Dorothea"
        ),
        _split(
            "Alder; Bastian; Caspar; Dorian; Emrys; Florian; Gareth; Hollis; Ivo; Jasper; Kester; "
            "Lennart; Magnus; Niall; Osric; Piers; Quentin; Rowan; Soren; Tobias; Ulric; Viggo; "
            "Wendell; Xander; Yorick; Zeno; Anselm; Bertil; Corwin; Desmond"
        ),
    ),
    surname_parts=(
        _split(
            "Alder; Birch; Calder; Dun; Elm; Fair; Glen; Hart; Iver; Kel; Lang; Mar; Nor; Oak; "
            "Pen; Quar; Raven; Sel; Thorn; Under; Vane; Wind; Yar; Ash; Brook; Cran; Drey; Ever"
        ),
        _split(
            "bourne; by; combe; dale; field; ford; gate; ham; hurst; land; ley; mere; more; ridge; "
            "shaw; stead; stone; thorpe; ton; wick; wood; worth; well; wyn; croft; brook"
        ),
    ),
    surname_ends=("", ""),
    topic_parts=(
        _split(
            "Async; Careful; Distributed; Early; Fair; Gentle; Hybrid; Inclusive; Joint; Keynote; "
            "Live; Local; Mutual; Nested; Online; Open; Paired; Quiet; Remote; Seasonal; Shared; "
            "Small; Structured; Timely; Useful; Visible; Warm; Weekly; Written; Yearly"
        ),
        _split(
            "Agendas; Audiences; Budgets; Calendars; Catalogues; Circles; Classrooms; Communities; "
            "Contracts; Demos; Exhibitions; Feedback; Follow-ups; Forums; Guides; Handovers; "
            "Interviews; Introductions; Journals; Keynotes; Letters; Libraries; Minutes; Mentors; "
            "Newsletters; Notebooks; Outlines; Panels; Partners; Pilots; Podcasts; Questions; "
            "Recordings; Residencies; Retrospectives; Rituals; Schedules; Scripts; Seminars; "
            "Sponsors; Stages; Summaries; Surveys; Translations; Venues; Volunteers; Workshops"
        ),
        _split(
            "; for Beginners; in Practice; at Scale; across Borders; on a Budget; after Hours; "
            "by Mail; in Schools; for Two; without Slides; in Winter; over Coffee; on Tour; "
            "in Print; from Scratch"
        ),
    ),
    company_parts=(
        _split(
            "Amber; Bright; Copper; Drift; Ember; Fable; Granite; Harbour; Indigo; Jade; Kite; "
            "Lumen; Meadow; North; Orchard; Pebble; Quill; River; Silver; Tide; Umber; Velvet"
        ),
        _split(
            "bridge Events; craft Labs; fold Studio; frame Press; gate Partners; hall Forum; "
            "light Media; mark Group; path Guild; point Works; quay Collective; stone Academy"
        ),
    ),
    leads=_split(
        "We agreed that; It turned out that; Nobody minded that; The short version is that; "
        "What surprised us is that; Next time we assume that; The notes say that; "
        "Both sides expect that; It helps to remember that; The plan holds as long as; "
        "Everybody saw that; The pilot showed that"
    ),
    clauses=_split(
        "the agenda goes out two days before; the first ten minutes belong to the guests; "
        "a written summary replaces half of the calls; small groups decide faster than large ones; "
        "the budget covers two evenings and no catering; the recording stays private for a month; "
        "a host needs a second pair of hands; the survey is answered by one guest in five; "
        "time zones matter more than topics; the draft is read aloud before it is sent; "
        "every question gets an owner and a date; late guests come in through the side door; "
        "the slides are shared only afterwards; one good introduction is worth ten cold letters; "
        "the venue closes at nine and means it; the translation takes a week and not a day; "
        "the list of partners is kept by one person; breaks are longer than they look on paper; "
        "the newsletter brings more people than the poster; a pilot ends with a decision; "
        "the microphones are checked by somebody who is not on stage; silence is an answer too"
    ),
    tails=_split(
        "; , and that suits everybody; , which was new to me; , at least until summer; "
        ", so the date stays; , although the numbers are thin; , and we wrote it down; "
        ", as it was last year; , and nobody asked why; , with one exception"
    ),
    series=_split(
        "Partner sync; Hosts roundtable; Programme review; Editors' table; Venue check; "
        "Mentor hour; Budget call; Open office; Reading circle; Planning breakfast"
    ),
    occasions=_split(
        "Call with; Coffee with; Interview with; Walk with; Introduction to; Catch-up with; "
        "Review with; Lunch with; Question for; Debrief with"
    ),
    todos=_split(
        "send the draft; book the small room; answer the letter; collect the questions; "
        "check the sound; move the date; share the recording; write two paragraphs; "
        "ask for the invoice; print the programme"
    ),
    headings=_split("Notes; Background; What was said; Decisions; Numbers; Afterwards; Details"),
    tags=_split(
        "events/online/webinar; events/online/panel; events/offline; partners/new; "
        "partners/long-term; status/open; status/waiting; status/done; writing/newsletter; "
        "writing/guide; learning; hosting/sound; hosting/stage; travel; finance/budget"
    ),
    folders={
        "topic": "Topics",
        "contact": "Contacts",
        "meeting": "Meetings",
        "daily": "Daily",
        "org": "Companies",
        "project": "Projects",
        "old": "Archive/Contacts",
    },
    labels={
        "plan": "Plan",
        "topics": "Topics",
        "attendees": "Attendees",
        "related": "Related topics",
        "actions": "Actions",
        "met": "We met at",
        "knows": "Knows",
        "about": "Talked about",
        "with": "with",
        "see": "See also",
        "table": "| Who | What | When |",
        "waiting": "A page is still missing:",
        "project": "Project",
        "later": "To write,",
    },
)

RUSSIAN = Words(
    firsts=(
        _split(
            "Агата; Берта; Василиса; Глафира; Дарина; Есения; Жанна; Злата; Изольда; Камилла; "
            "Лидия; Милана; Нинель; Олеся; Полина; Регина; Стефания; Таисия; Ульяна; Фаина; "
            "Христина; Эвелина; Юлиана; Ярослава; Аделина; Богдана; Виолетта; Домна; Ефросинья; Зоя"
        ),
        _split(
            "Арсений; Богдан; Вениамин; Герман; Демьян; Ефим; Захар; Игнат; Кирилл; Лаврентий; "
            "Макар; Назар; Остап; Платон; Родион; Савелий; Тихон; Устин; Фёдор; Харитон; Эльдар; "
            "Юлиан; Ярослав; Архип; Борислав; Влас; Глеб; Добрыня; Елисей; Зиновий"
        ),
    ),
    surname_parts=(
        _split(
            "Бел; Верх; Гор; Добр; Зелен; Камен; Красн; Лист; Мал; Нов; Остр; Перв; Ранн; Син; "
            "Тих; Хлеб; Черн; Щедр; Ясн; Вес; Глуб; Долг; Жёлт; Золот; Крут; Лесн; Мед; Снеж"
        ),
        _split(
            "оборов; обродов; овалов; огоров; озерцев; окрылов; олугов; омостов; оножкин; орядов; "
            "осельцев; осветов; отравин; ушкин; ополов; обрегов; оводов; одубов; ополянов; осадов; "
            "омыслов; опутин; огранин; оречкин; осельев; окустов"
        ),
    ),
    surname_ends=("а", ""),
    topic_parts=(
        _split(
            "Важные; Весенние; Взаимные; Виртуальные; Гибкие; Годовые; Дальние; Деловые; Живые; "
            "Зимние; Краткие; Личные; Малые; Местные; Новые; Общие; Онлайновые; Открытые; Парные; "
            "Письменные; Полезные; Простые; Ранние; Регулярные; Семейные; Смешанные; Совместные; "
            "Спокойные; Тёплые; Удалённые"
        ),
        _split(
            "анкеты; архивы; беседы; бюджеты; вопросы; встречи; выставки; гостиные; договоры; "
            "журналы; задания; заметки; занятия; записи; зрители; интервью; итоги; календари; "
            "каталоги; кружки; лекции; мастерские; наставники; опросы; отзывы; отчёты; партнёры; "
            "переводы; письма; площадки; повестки; подборки; правила; практики; программы; "
            "протоколы; расписания; рассылки; ритуалы; семинары; сообщества; сценарии; сцены; "
            "трансляции; форматы; школы; эфиры"
        ),
        _split(
            "; для начинающих; на практике; по почте; в школах; без слайдов; на двоих; "
            "после шести; в поездках; за кофе; в большом масштабе; в двух городах; зимой; "
            "с нуля; в печати; вне офиса"
        ),
    ),
    company_parts=(
        _split(
            "Берег; Ветер; Гавань; Заря; Искра; Клён; Лад; Маяк; Нить; Опора; Полёт; Роща; "
            "Север; Тропа; Узор; Форум; Хутор; Центр; Шаг; Эхо; Ясень; Мост"
        ),
        _split(
            " и партнёры; -Медиа; Студия; -Пресс; Лаборатория; -Клуб; Мастерская; -События; "
            " Академия; -Проект; и сыновья; -Театр"
        ),
    ),
    leads=_split(
        "Мы договорились, что; Выяснилось, что; Никто не был против того, что; Если коротко, то; "
        "Удивило, что; В следующий раз считаем, что; В заметках сказано, что; "
        "Обе стороны ждут, что; Полезно помнить, что; План держится, пока; Все увидели, что; "
        "Пилот показал, что"
    ),
    clauses=_split(
        "повестку присылают за два дня; первые десять минут принадлежат гостям; "
        "письменный итог заменяет половину созвонов; малые группы решают быстрее больших; "
        "бюджета хватает на два вечера без угощения; запись месяц остаётся закрытой; "
        "ведущему нужна вторая пара рук; на опрос отвечает каждый пятый гость; "
        "часовые пояса важнее тем; черновик читают вслух до отправки; "
        "у каждого вопроса есть хозяин и срок; опоздавшие входят через боковую дверь; "
        "слайды показывают только после; одно тёплое знакомство стоит десяти холодных писем; "
        "площадка закрывается в девять; перевод занимает неделю, а не день; "
        "список партнёров ведёт один человек; перерывы длиннее, чем на бумаге; "
        "рассылка приводит больше людей, чем афиша; пилот кончается решением; "
        "звук проверяет тот, кто не на сцене; молчание тоже ответ"
    ),
    tails=_split(
        "; , и это всех устроило; , что стало новостью; , по крайней мере до лета; "
        ", так что дата остаётся; , хотя цифр пока мало; , и мы это записали; "
        ", как и в прошлом году; , и никто не спросил почему; , за одним исключением"
    ),
    series=_split(
        "Синхронизация по партнёрам; Круглый стол ведущих; Обзор программы; Редакторский стол; "
        "Проверка площадки; Час наставника; Созвон о бюджете; Открытый кабинет; "
        "Читательский круг; Утренняя планёрка"
    ),
    occasions=_split(
        "Созвон, гость —; Кофе, гость —; Интервью, гость —; Прогулка, попутчик —; "
        "Знакомство, новое лицо —; Обзор, собеседник —; Обед, сосед по столу —; Вопрос, адресат —; "
        "Разбор, собеседник —; Переговоры, сторона —"
    ),
    todos=_split(
        "прислать черновик; занять малый зал; ответить на письмо; собрать вопросы; "
        "проверить звук; перенести дату; открыть запись; написать два абзаца; "
        "попросить счёт; напечатать программу"
    ),
    headings=_split("Заметки; Предыстория; Что было сказано; Решения; Цифры; После; Подробности"),
    tags=_split(
        "события/онлайн/вебинар; события/онлайн/эфир; события/очно; партнёры/новые; "
        "партнёры/давние; статус/открыто; статус/ждём; статус/готово; тексты/рассылка; "
        "тексты/памятка; учёба; ведение/звук; ведение/сцена; поездки; финансы/бюджет"
    ),
    folders={
        "topic": "Темы",
        "contact": "Контакты",
        "meeting": "Встречи",
        "daily": "Дневник",
        "org": "Организации",
        "project": "Проекты",
        "old": "Архив/Контакты",
    },
    labels={
        "plan": "План",
        "topics": "Темы",
        "attendees": "Участники",
        "related": "Связанные темы",
        "actions": "Задачи",
        "met": "Познакомились:",
        "knows": "Знает:",
        "about": "Говорили о том, что такое",
        "with": "вместе:",
        "see": "Смотри также",
        "table": "| Кто | Что | Когда |",
        "waiting": "Страницы пока нет:",
        "project": "Проект",
        "later": "Написать,",
    },
)
