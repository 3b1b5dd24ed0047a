"""The words by which :mod:`.hints` knows columns of personal data.  Pure.

Without accents, in lower case, singular and plural where both are met.
"""

from __future__ import annotations

from collections.abc import Iterable

Words = frozenset[str]


def _words(text: str) -> Words:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[Words, ...]:
    return tuple(_words(line) for line in text.strip().split(","))


def has(said: Iterable[str], phrases: Iterable[Words]) -> bool:
    """Tell whether all the words of one of ``phrases`` are among those ``said``."""
    those = frozenset(said)
    return any(phrase <= those for phrase in phrases)


# ------------------------------------------------------------------ names
NAME = _words("nom noms name names")
FORENAME = _words("prenom prenoms forename firstname givenname")
SURNAME = _words("patronyme surname lastname familyname fullname")
# What may stand beside "nom" without saying whose it is; all but the first line say: a person's.
_LINKING = _words("de du d et l la le ou the of")
OF_A_PERSON = _words(
    "famille usage usuel naissance jeune fille patronymique marital complet civilite family full "
    "last first given middle maiden birth"
)
OF_A_NAME = _LINKING | OF_A_PERSON

PERSONS = _words(
    "personne personnes individu agent agents eleve eleves enfant enfants parent parents pere "
    "mere usager usagers habitant habitants administre administres citoyen citoyens demandeur "
    "demandeuse conducteur conducteurs locataire locataires assure patient patients adherent "
    "adherents salarie salaries employe employes candidat candidats elu elus allocataire "
    "allocataires declarant electeur electeurs defunt defunts conjoint epoux epouse tuteur temoin "
    "victime contrevenant responsable referent interlocuteur president maire person persons "
    "applicant employee child children citizen resident student driver tenant member members "
    "spouse"
)
# Companies and associations as well: only their values tell.
PARTIES = _words(
    "beneficiaire beneficiaires proprietaire proprietaires titulaire titulaires exploitant "
    "contact contacts gestionnaire attributaire petitionnaire acquereur vendeur client clients "
    "abonne abonnes representant signataire owner holder beneficiary customer"
)
# What a name has that is not a person's.
THINGS = _words(
    "ecole ecoles college lycee creche mairie ville commune communaute departement region "
    "metropole gymnase stade piscine parc square jardin place rue avenue boulevard chemin route "
    "impasse allee quai gare station arret parking aire centre maison salle musee theatre cinema "
    "bibliotheque mediatheque eglise cimetiere hopital clinique ehpad pharmacie association asso "
    "club comite societe entreprise sarl sas sasu sa eurl sci scop cabinet syndicat union "
    "federation amicale office service direction agence groupe collectif compagnie fondation "
    "institut universite residence foyer terrain complexe espace pole zone quartier secteur foret "
    "lac pont fontaine point borne restaurant hotel camping cafe marche halle tour chateau hall "
    "school park street city town company ltd library museum hospital sport sportif sportive "
    "culture loisirs atelier fete fetes jeunesse animation"
)
# A table with these lists places.
COORDINATES = _words("lat latitude lon long longitude xlong ylat geom geometry geo wkt")
# Beside "naissances" or "prenoms": how many, not who.
COUNTS = _words("nb nbre nombre taux total part effectif effectifs count number rate")

# ---------------------------------------------------------------- contacts
EMAIL = _phrases(
    "email, emails, mail, mails, courriel, courriels, mel, messagerie, adresse electronique"
)
# What stands before the @ of an address that is a desk's.
DESKS = _words(
    "contact contacts accueil mairie info infos information informations secretariat "
    "communication service services direction courrier standard administration ville commune ccas "
    "opendata dpo office bureau support webmaster noreply hello mediatheque bibliotheque tourisme"
)
PHONE = _phrases("tel, tels, telephone, telephones, phone, mobile telephone, portable, gsm, fax")
# Beside these, ten digits are no telephone.
IDENTIFIERS = _words(
    "id ids uid identifiant code codes ref reference cle key siret siren numero num"
)

ADDRESS = _words("adresse adresses address adr")
OF_AN_ADDRESS = _words(
    "de du d l la le postale postal complete complet ligne principale personnelle personnel perso "
    "rue complement home full line street"
)
HOME = _words("domicile domiciles")

# ------------------------------------------------------------- birth, numbers
BIRTH = _phrases(
    "date naissance, jour naissance, annee naissance, dt naissance, date naiss, ne le, nee le, "
    "dob, date birth, birth day, birth year, year birth, birthdate, birthday"
)
NATIONAL = _phrases(
    "nir, nss, nirpp, securite sociale, numero secu, num secu, no secu, n secu, numero fiscal, "
    "numero passeport, carte identite, cni, social security, passport number, national number"
)

# Several words that are often written as one.
COMPACT: dict[str, tuple[str, ...]] = {
    "nomprenom": ("nom", "prenom"),
    "prenomnom": ("prenom", "nom"),
    "nomprenoms": ("nom", "prenoms"),
    "nomfamille": ("nom", "famille"),
    "nomdefamille": ("nom", "famille"),
    "nomusage": ("nom", "usage"),
    "nomusuel": ("nom", "usuel"),
    "nomnaissance": ("nom", "naissance"),
    "nomjeunefille": ("nom", "jeune", "fille"),
    "datenaissance": ("date", "naissance"),
    "datedenaissance": ("date", "naissance"),
    "datenaiss": ("date", "naissance"),
    "anneenaissance": ("annee", "naissance"),
    "dateofbirth": ("date", "birth"),
    "numsecu": ("num", "secu"),
    "numerosecu": ("numero", "secu"),
    "numsecuritesociale": ("securite", "sociale"),
    "numerosecuritesociale": ("securite", "sociale"),
    "adressemail": ("adresse", "mail"),
    "adressepostale": ("adresse", "postale"),
    "telephonemobile": ("telephone",),
}
